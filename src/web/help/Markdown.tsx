// Draws what markdown.ts has read.
// biome-ignore-all lint/suspicious/noArrayIndexKey: the parts of a text never move
import { Link } from '@tanstack/react-router';
import { useLanguage } from '../i18n.ts';
import { pictureOf } from './chapters.ts';
import type { Block, Inline } from './markdown.ts';

export function Markdown({ blocks }: { readonly blocks: readonly Block[] }) {
	return blocks.map((block, place) => <Drawn key={place} block={block} />);
}

function Parts({ parts }: { readonly parts: readonly Inline[] }) {
	return parts.map((part, place) => <Part key={place} part={part} />);
}

function Part({ part }: { readonly part: Inline }) {
	const language = useLanguage();
	if (part.kind === 'text') return part.text;
	if (part.kind === 'code') return <code>{part.text}</code>;
	if (part.kind === 'image') {
		const picture = pictureOf(language, part.src);
		if (!picture) return part.alt;
		return (
			<a href={picture.src} target="_blank" rel="noopener">
				<img {...picture} alt={part.alt} loading="lazy" />
			</a>
		);
	}
	const inside = <Parts parts={part.parts} />;
	if (part.kind === 'strong') return <strong>{inside}</strong>;
	if (part.kind === 'em') return <em>{inside}</em>;
	const chapter = /^(?:\.\/)?(\d[\w-]*)\.md(?:#(.*))?$/.exec(part.href);
	if (chapter) {
		return (
			<Link to="/help/$chapter" params={{ chapter: chapter[1]! }} hash={chapter[2]}>
				{inside}
			</Link>
		);
	}
	if (/^https?:\/\//.test(part.href)) {
		return (
			<a href={part.href} target="_blank" rel="noopener noreferrer">
				{inside}
			</a>
		);
	}
	if (/^[#/]/.test(part.href)) return <a href={part.href}>{inside}</a>;
	// Files of the source tree that the product does not serve.
	return inside;
}

function Drawn({ block }: { readonly block: Block }) {
	switch (block.kind) {
		case 'heading': {
			const Heading = `h${Math.min(block.level, 4)}` as 'h1' | 'h2' | 'h3' | 'h4';
			return (
				<Heading id={block.id}>
					<Parts parts={block.parts} />
				</Heading>
			);
		}
		case 'paragraph':
			return (
				<p>
					<Parts parts={block.parts} />
				</p>
			);
		case 'quote':
			return (
				<blockquote>
					<Parts parts={block.parts} />
				</blockquote>
			);
		case 'code':
			return (
				// biome-ignore lint/a11y/noNoninteractiveTabindex: an area that scrolls must be reachable by keyboard
				<pre tabIndex={0}>
					<code>{block.text}</code>
				</pre>
			);
		case 'list': {
			const items = block.items.map((item, place) => (
				<li key={place}>
					<Item blocks={item} />
				</li>
			));
			return block.ordered ? <ol start={block.start}>{items}</ol> : <ul>{items}</ul>;
		}
		case 'table':
			return (
				// biome-ignore lint/a11y/noNoninteractiveTabindex: an area that scrolls must be reachable by keyboard
				<div data-table tabIndex={0}>
					<table>
						<thead>
							<tr>
								{block.head.map((cell, place) =>
									cell.length === 0 ? (
										<td key={place} />
									) : (
										<th key={place} scope="col">
											<Parts parts={cell} />
										</th>
									),
								)}
							</tr>
						</thead>
						<tbody>
							{block.rows.map((row, line) => (
								<tr key={line}>
									{row.map((cell, place) => (
										<td key={place}>
											<Parts parts={cell} />
										</td>
									))}
								</tr>
							))}
						</tbody>
					</table>
				</div>
			);
	}
}

/** What a list holds: a lone paragraph stands without the space of one. */
function Item({ blocks }: { readonly blocks: readonly Block[] }) {
	const [first, ...rest] = blocks;
	if (first?.kind !== 'paragraph') return <Markdown blocks={blocks} />;
	return (
		<>
			<Parts parts={first.parts} />
			<Markdown blocks={rest} />
		</>
	);
}
