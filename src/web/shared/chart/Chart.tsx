// A chart drawn by echarts: sized with its place, in the colours of the scheme, still for who asked for less motion. Loaded with the page that shows it.
import { useComputedColorScheme } from '@mantine/core';
import { useReducedMotion } from '@mantine/hooks';
import { type EChartsCoreOption, type EChartsType, init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { useEffect, useEffectEvent, useMemo, useRef } from 'react';
import classes from './Chart.module.css';

use([CanvasRenderer]);

/** The roles of theme.css as colours: a canvas knows no variables. */
export function useColours(): (role: string) => string {
	const scheme = useComputedColorScheme('light');
	// biome-ignore lint/correctness/useExhaustiveDependencies: the scheme gives the roles their colours
	return useMemo(() => {
		const style = getComputedStyle(document.documentElement);
		return (role) => style.getPropertyValue(role).trim();
	}, [scheme]);
}

interface ChartProps {
	/** As echarts takes it; the kinds of charts in it are registered by whoever shows them. */
	readonly option: EChartsCoreOption;
	/** What the chart shows, for who does not see it. */
	readonly label: string;
	/** Called with the datum that was pressed. */
	readonly onPress?: (datum: unknown) => void;
}

export function Chart({ option, label, onPress }: ChartProps) {
	const box = useRef<HTMLDivElement>(null);
	const chart = useRef<EChartsType | null>(null);
	const still = useReducedMotion();
	const press = useEffectEvent((datum: unknown) => onPress?.(datum));
	useEffect(() => {
		const place = box.current!;
		const drawn = init(place);
		chart.current = drawn;
		drawn.on('click', ({ data }) => press(data));
		const watch = new ResizeObserver(() => drawn.resize());
		watch.observe(place);
		return () => {
			watch.disconnect();
			drawn.dispose();
		};
	}, []);
	useEffect(() => {
		chart.current?.setOption({ ...option, animation: !still }, { replaceMerge: ['series'] });
	}, [option, still]);
	return <div ref={box} role="img" aria-label={label} className={classes.chart} />;
}
