// What the commands have in common on the command line: help in both languages, --json, values that are checked, usage errors as sentences.
import { type Argument, type Command, type CommanderError, InvalidArgumentError, Option } from 'commander';
import type { AppError, Words } from '../platform/errors.ts';
import { usageError } from './messages.ts';
import { inWords } from './terminal.ts';

/** Headings that commander writes itself. */
const headings: Readonly<Record<string, Words>> = {
	'Usage:': { 'zh-CN': '用法：', en: 'Usage:' },
	'Arguments:': { 'zh-CN': '参数：', en: 'Arguments:' },
	'Options:': { 'zh-CN': '选项：', en: 'Options:' },
	'Commands:': { 'zh-CN': '命令：', en: 'Commands:' },
};

/** A command with what all have in common. Sub-commands made from it inherit it. */
export function shared(command: Command): Command {
	return command
		.exitOverride()
		.configureOutput({ outputError: () => {} })
		.configureHelp({ styleTitle: (title) => (headings[title] ? inWords(headings[title]) : title) })
		.helpOption('-h, --help', inWords({ 'zh-CN': '显示用法', en: 'show this help' }))
		.helpCommand(false);
}

/** Adds a command that takes --json. */
export function add(parent: Command, usage: string, words: Words): Command {
	const command = shared(parent.command(usage)).description(inWords(words));
	return command.option('--json', inWords({ 'zh-CN': '以一个 JSON 对象输出结果', en: 'print the result as one JSON object' }));
}

export function option(flags: string, words: Words): Option {
	return new Option(flags, inWords(words));
}

/** Adds a heading under which sub-commands stand. */
export function group(parent: Command, name: string, words: Words): Command {
	return shared(parent.command(name)).description(inWords(words));
}

/** A whole number above zero. */
export function positive(text: string): number {
	if (!/^[1-9]\d{0,14}$/.test(text)) throw new InvalidArgumentError('');
	return Number(text);
}

/** A number from 0 to 100. */
export function percentage(text: string): number {
	if (!/^\d{1,3}(?:\.\d+)?$/.test(text) || Number(text) > 100) throw new InvalidArgumentError('');
	return Number(text);
}

/** A comma-separated list. */
export function list(text: string): string[] {
	return text
		.split(/[,，]/)
		.map((part) => part.trim())
		.filter((part) => part !== '');
}

/** The argument that names one row by its number. */
export function idArgument(parent: Command, words: Words): Argument {
	return parent.createArgument('<id>', inWords(words)).argParser(positive);
}

/** What commander calls a mistake, and what we call it. */
const codes: Readonly<Record<string, Parameters<typeof usageError>[0]>> = {
	'commander.unknownCommand': 'command_unknown',
	'commander.unknownOption': 'option_unknown',
	'commander.missingArgument': 'argument_missing',
	'commander.optionMissingArgument': 'option_value_missing',
	'commander.missingMandatoryOptionValue': 'option_missing',
	'commander.invalidArgument': 'value_wrong',
	'commander.excessArguments': 'arguments_too_many',
};

/** Turns a mistake on the command line into a sentence; null where help or the version was asked for and has been shown. */
export function explainUsage(mistake: CommanderError): AppError | null {
	if (mistake.exitCode === 0 || mistake.code === 'commander.help') return null;
	const what =
		(/for argument '([^']+)'/.exec(mistake.message) ?? /'([^']+)'/.exec(mistake.message))?.[1] ?? mistake.message.replace(/^error: /, '');
	const choices = /Allowed choices are (.+)\.$/.exec(mistake.message)?.[1];
	if (choices) return usageError('choice_wrong', { what, choices });
	return usageError(codes[mistake.code] ?? 'usage_wrong', { what });
}
