// The version of the program, told once in package.json.
import pack from '../package.json' with { type: 'json' };

export const version: string = pack.version;
