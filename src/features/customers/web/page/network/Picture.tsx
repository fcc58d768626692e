// The picture of a network: people round, organisations square, the middle in the accent; what a relationship is stands on its line.
import { GraphChart } from 'echarts/charts';
import { use } from 'echarts/core';
import { LabelLayout } from 'echarts/features';
import { useMemo } from 'react';
import { Chart, useColours } from '../../../../../web/shared/chart/Chart.tsx';
import { colourOf } from '../../../../../web/shared/initials.ts';
import { useListWords } from '../../words.ts';
import type { Direction } from '../useTypeWords.ts';
import { type Edge, type Node, type Placed, placesOf } from './layout.ts';

use([GraphChart, LabelLayout]);

/** Names on the picture are cut here, in signs; the list has them whole. */
const longest = 16;
/** Beyond so many customers the lines bear no words, or they would cover each other. */
const fewWithWords = 24;

interface PictureProps {
	readonly nodes: readonly Node[];
	readonly edges: readonly Edge[];
	readonly label: string;
	readonly wordsOf: (type: string, direction: Direction) => string;
	readonly onPress: (node: Node) => void;
	/** No room for words on the lines. */
	readonly narrow: boolean;
}

const cut = (name: string) => ([...name].length > longest ? `${[...name].slice(0, longest - 1).join('')}…` : name);

/** Where the name stands beside a customer of a crowded ring: away from the middle. */
function outwards({ x, y }: Placed): string {
	if (Math.abs(x) > Math.abs(y) / 4) return x > 0 ? 'right' : 'left';
	return y > 0 ? 'bottom' : 'top';
}

export function Picture({ nodes, edges, label, wordsOf, onPress, narrow }: PictureProps) {
	const list = useListWords();
	const colour = useColours();
	const nameless = list('nameless');
	const shape = JSON.stringify([nodes, edges]);
	const said = edges.map(({ type }) => wordsOf(type, 'out') + wordsOf(type, 'in')).join();
	// biome-ignore lint/correctness/useExhaustiveDependencies: the picture is drawn anew where what it shows differs
	const option = useMemo(() => {
		const places = placesOf(nodes, edges);
		const today = new Date().toISOString().slice(0, 10);
		const middle = nodes.find(({ depth }) => depth === 0)?.id;
		const crowded = nodes.length > fewWithWords;
		const spoken = !crowded && !narrow;
		const side = narrow ? 48 : 96;
		const size = (depth: number) => [44, crowded ? 22 : 34, crowded ? 14 : 22][depth]!;
		const text = { color: colour('--mantine-color-text'), fontFamily: getComputedStyle(document.body).fontFamily };
		return {
			animationDurationUpdate: 150,
			series: [
				{
					type: 'graph',
					layout: 'none',
					roam: 'move',
					preserveAspect: 'contain',
					left: side,
					right: side,
					top: 40,
					bottom: 56,
					cursor: 'pointer',
					label: { show: true, position: 'bottom', fontSize: 12, ...text },
					// With it, echarts 6 puts the words of lines into a corner: only where lines bear none.
					labelLayout: spoken ? undefined : { hideOverlap: true },
					lineStyle: { color: colour('--mantine-color-default-border'), width: 1.5, opacity: 1 },
					edgeLabel: {
						show: spoken,
						fontSize: 12,
						...text,
						color: colour('--mantine-color-dimmed'),
						backgroundColor: colour('--mantine-color-body'),
						padding: [1, 4],
					},
					data: nodes.map((node) => {
						const name = node.name ?? nameless;
						const mark = colourOf(name);
						const chosen = node.id === middle;
						return {
							id: String(node.id),
							name,
							node,
							...places.get(node.id)!,
							symbol: node.kind === 'organisation' ? 'roundRect' : 'circle',
							symbolSize: size(node.depth),
							itemStyle: {
								color: chosen ? colour('--mantine-color-blue-filled') : colour(`--mark-${mark}`),
								borderColor: chosen ? colour('--mantine-color-blue-filled') : colour(`--mark-${mark}-text`),
								borderWidth: 1,
							},
							label: {
								formatter: cut(name),
								fontWeight: chosen ? 600 : 400,
								position: crowded && !chosen ? outwards(places.get(node.id)!) : 'bottom',
							},
						};
					}),
					links: edges.map((edge, nth) => {
						const twin = edges
							.slice(0, nth)
							.filter((one) => [one.from, one.to].sort().join() === [edge.from, edge.to].sort().join()).length;
						// Read from the middle outwards, as the list has it.
						const words = wordsOf(edge.type, edge.to === middle ? 'in' : 'out');
						return {
							source: String(edge.from),
							target: String(edge.to),
							lineStyle: { curveness: twin * 0.2, type: edge.ends_on && edge.ends_on < today ? 'dashed' : 'solid' },
							label: { formatter: words, show: spoken && (edge.from === middle || edge.to === middle) },
						};
					}),
				},
			],
		};
	}, [shape, colour, said, nameless, narrow]);
	return (
		<Chart
			option={option}
			label={label}
			onPress={(datum) => {
				const node = (datum as { readonly node?: Node } | undefined)?.node;
				if (node) onPress(node);
			}}
		/>
	);
}
