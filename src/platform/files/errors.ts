// What can be wrong with a table file as a whole (errors), with one of its rows (problems), and what is only worth telling (warnings).
import { defineErrors, type ErrorParams, fillWords, type Words } from '../errors.ts';
import type { FileWarning, RowProblem } from './types.ts';

/** Errors that stop the reading of a file; all are answers to bad content, never defects. */
export const fileError = defineErrors({
	file_not_found: {
		status: 404,
		'zh-CN': '找不到文件“{name}”，或没有读取它的权限。请检查路径和权限。',
		en: 'The file "{name}" does not exist or may not be read. Check its path and its permissions.',
	},
	file_empty: {
		status: 422,
		'zh-CN': '文件“{name}”是空的，里面没有任何数据。请选择另一个文件，或重新导出。',
		en: 'The file "{name}" is empty. Choose another file or export it again.',
	},
	file_only_header: {
		status: 422,
		'zh-CN': '文件“{name}”只有表头，没有数据行。请检查导出时是否选中了数据。',
		en: 'The file "{name}" has a header but no rows below it. Check whether rows were chosen when it was exported.',
	},
	file_not_a_table: {
		status: 422,
		'zh-CN': '文件“{name}”是{kindZh}，不是表格。请上传 CSV、TSV、XLSX、NDJSON 或 vCard 文件。',
		en: 'The file "{name}" is {kindEn}, not a table. Use a CSV, TSV, XLSX, NDJSON or vCard file.',
	},
	file_old_excel: {
		status: 422,
		'zh-CN': '文件“{name}”是旧版 Excel（.xls）或有密码保护的工作簿。请在表格软件中打开，去掉密码，另存为 .xlsx 或 .csv。',
		en: 'The file "{name}" is an old Excel workbook (.xls) or has a password. Open it in a spreadsheet program, remove the password and save it as .xlsx or .csv.',
	},
	file_web_page: {
		status: 422,
		'zh-CN': '文件“{name}”其实是网页或 XML（有些系统会把它命名为 .xls）。请在表格软件中打开，另存为 .xlsx 或 .csv。',
		en: 'The file "{name}" is a web page or XML (some systems name it .xls). Open it in a spreadsheet program and save it as .xlsx or .csv.',
	},
	file_json_document: {
		status: 422,
		'zh-CN': '文件“{name}”是一个整体的 JSON 文档。请改为每行一个 JSON 对象（NDJSON），例如：jq -c ".[]" 文件.json。',
		en: 'The file "{name}" is one JSON document. Write one JSON object on each line instead (NDJSON), for example with: jq -c ".[]" file.json.',
	},
	file_damaged: {
		status: 422,
		'zh-CN': '文件“{name}”已损坏或不完整（{where}）。请重新下载或重新导出。',
		en: 'The file "{name}" is damaged or cut off ({where}). Download or export it again.',
	},
	file_zip_bomb: {
		status: 413,
		'zh-CN': '文件“{name}”解压后异常庞大（{part}），为了安全已停止读取。如果数据属实，请另存为 CSV。',
		en: 'The file "{name}" unpacks to far more than its size ({part}); reading was stopped for safety. If the data is genuine, save it as CSV.',
	},
	file_too_many_columns: {
		status: 422,
		'zh-CN': '文件“{name}”有 {count} 列，最多支持 {limit} 列。请检查分隔符，或删去不需要的列。',
		en: 'The file "{name}" has {count} columns; at most {limit} can be read. Check the delimiter or remove columns that are not needed.',
	},
	file_unknown_encoding: {
		status: 400,
		'zh-CN': '不认识编码“{encoding}”。可用的有 utf-8、gb18030、big5、windows-1252、utf-16le 等。',
		en: 'The encoding "{encoding}" is not known. Use for example utf-8, gb18030, big5, windows-1252 or utf-16le.',
	},
	file_bad_delimiter: {
		status: 400,
		'zh-CN': '分隔符“{delimiter}”不可用。请用一个字符，且不是引号或换行。',
		en: 'The delimiter "{delimiter}" cannot be used. Give one character that is neither a quote nor a line end.',
	},
	file_too_large_for_xlsx: {
		status: 422,
		'zh-CN': '数据超过 XLSX 文件 4 GB 的上限。请导出为 CSV 或 Parquet。',
		en: 'The data does not fit into the 4 GB of an XLSX file. Export it as CSV or Parquet.',
	},
	file_no_such_sheet: {
		status: 404,
		'zh-CN': '文件“{name}”中没有名为“{sheet}”的工作表。现有：{sheets}。',
		en: 'The file "{name}" has no sheet named "{sheet}". It has: {sheets}.',
	},
});

const problemWords = {
	cut_off: {
		'zh-CN': '第 {line} 行：文件在引号之内就结束了，看来被截断。请检查文件是否完整。',
		en: 'Line {line}: the file ends inside a quoted cell, so it seems to be cut off. Check that the file is complete.',
	},
	unclosed_quote: {
		'zh-CN': '第 {line} 行：单元格以引号开头却没有结束的引号。请补上引号，或把文字中的引号写成两个。',
		en: 'Line {line}: a cell starts with a quote that is never closed. Close it, or write a quote that is part of the text twice.',
	},
	stray_quote: {
		'zh-CN': '第 {line} 行：带引号的单元格内有未成对的引号，无法判断单元格在哪里结束。请把文字中的引号写成两个。',
		en: 'Line {line}: a quoted cell has a single quote inside, so its end cannot be told. Write a quote that is part of the text twice.',
	},
	cell_too_long: {
		'zh-CN': '第 {line} 行：有单元格超过一百万个字符。请缩短它。',
		en: 'Line {line}: a cell is longer than a million characters. Shorten it.',
	},
	row_too_long: {
		'zh-CN': '第 {line} 行：整行超过八百万个字符。请检查换行符和引号。',
		en: 'Line {line}: the row is longer than eight million characters. Check the line ends and quotes.',
	},
	bad_encoding: {
		'zh-CN': '第 {line} 行：有些字节不是有效的 {encoding}，文字无法可靠读出。请用同一种编码重新保存文件，或指定编码。',
		en: 'Line {line}: some bytes are not valid {encoding}, so the text cannot be read for certain. Save the file in one encoding, or say which it has.',
	},
	nul_character: {
		'zh-CN': '第 {line} 行：含有 NUL 字符（零字节），不是文字。请删去它。',
		en: 'Line {line}: it has a NUL character (a zero byte), which is no text. Remove it.',
	},
	too_many_cells: {
		'zh-CN': '第 {line} 行：有 {count} 个单元格，而列只有 {columns} 个；多出的是：{extra}。请检查分隔符和引号。',
		en: 'Line {line}: it has {count} cells where there are {columns} columns; left over: {extra}. Check the delimiters and quotes.',
	},
	bad_json: {
		'zh-CN': '第 {line} 行：不是有效的 JSON 对象。每行应是一个 {…} 对象。',
		en: 'Line {line}: this is not a valid JSON object. Each line holds one object {…}.',
	},
	cut_off_json: {
		'zh-CN': '第 {line} 行：文件的最后一个 JSON 对象不完整，看来被截断。请检查文件是否完整。',
		en: 'Line {line}: the last JSON object of the file is incomplete, so the file seems to be cut off. Check that it is complete.',
	},
	bad_card: {
		'zh-CN': '第 {line} 行：这张名片缺少 END:VCARD。文件可能被截断或手工改动过。',
		en: 'Line {line}: this card has no END:VCARD. The file may be cut off or edited by hand.',
	},
	cell_error: {
		'zh-CN': '第 {line} 行：“{column}”列是表格软件的错误值 {value}。请修正公式或填写值。',
		en: 'Line {line}: the column "{column}" holds the spreadsheet error {value}. Mend the formula or fill in a value.',
	},
	formula_without_result: {
		'zh-CN': '第 {line} 行：“{column}”列的公式没有保存结果。请在表格软件中打开文件并重新保存。',
		en: 'Line {line}: the formula in the column "{column}" was saved without its result. Open the file in a spreadsheet program and save it again.',
	},
	late_keys: {
		'zh-CN': '第 {line} 行：{keys} 在文件开头部分没有出现过，不是列，其值没有读入。',
		en: 'Line {line}: {keys} did not occur in the first part of the file and is no column; its value was not read.',
	},
	maybe_cut_off: {
		'zh-CN': '第 {line} 行：最后一行的单元格较少且没有换行，文件可能被截断。',
		en: 'Line {line}: the last row has fewer cells and no line end; the file may be cut off.',
	},
} as const satisfies Record<string, Words>;

const warningWords = {
	duplicate_header: {
		'zh-CN': '表头“{name}”出现了不止一次，后面的改称“{renamed}”。',
		en: 'The header "{name}" occurs more than once; the later one is called "{renamed}".',
	},
	empty_header: {
		'zh-CN': '第 {column} 列没有表头，改称“{renamed}”。',
		en: 'Column {column} has no header; it is called "{renamed}".',
	},
	no_header: {
		'zh-CN': '第一行看起来是数据而不是表头，因此各列以序号命名。如果有误请指明首行是表头。',
		en: 'The first row looks like data, not like headers, so the columns are numbered. If that is wrong, say that the first row is the header.',
	},
	title_skipped: {
		'zh-CN': '表头之上的 {count} 行（例如标题“{text}”）已跳过。',
		en: 'Passed over {count} rows above the header (such as the title "{text}").',
	},
	late_keys: {
		'zh-CN': '“{key}”从第 {row} 行起才出现，不是列，其值没有读入。',
		en: '"{key}" first occurs in row {row} and is no column; its values were not read.',
	},
	media_skipped: {
		'zh-CN': '名片中的照片、标志、声音和密钥没有读入。',
		en: 'Photos, logos, sounds and keys in the cards were not read.',
	},
	other_sheets: {
		'zh-CN': '只读取工作表“{sheet}”；其余未读：{others}。',
		en: 'Only the sheet "{sheet}" is read; not read: {others}.',
	},
} as const satisfies Record<string, Words>;

export type ProblemCode = keyof typeof problemWords;
export type WarningCode = keyof typeof warningWords;

/** Makes a problem (or note) of a row. */
export function rowProblem(code: ProblemCode, row: number, line: number, params: ErrorParams = {}): RowProblem {
	return { row, line, code, words: fillWords(problemWords[code], { line, ...params }) };
}

/** Makes a warning about the whole file. */
export function fileWarning(code: WarningCode, params: ErrorParams = {}): FileWarning {
	return { code, words: fillWords(warningWords[code], params) };
}
