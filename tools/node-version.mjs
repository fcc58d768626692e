// The first thing every start looks at: whether this Node.js is new enough. No modern syntax here, an old one has to be able to say so.
const wanted = [20, 19];

/** Ends the program with one sentence when Node.js is older than 20.19. */
export function requireNode(version = process.versions.node) {
	const [major, minor] = version.split('.').map(Number);
	if (major > wanted[0] || (major === wanted[0] && minor >= wanted[1])) return;
	console.error(
		`Clientele needs Node.js 20.19 or newer, this is ${version}. Install a current one from https://nodejs.org and start again.`,
	);
	console.error(`Clientele 需要 Node.js 20.19 或更新版本,当前为 ${version}。请从 https://nodejs.org 安装新版本后重新启动。`);
	process.exit(1);
}
