// Stylesheets as the bundler gives them: a module of class names, or nothing.
declare module '*.module.css' {
	const classes: Readonly<Record<string, string>>;
	export default classes;
}
declare module '*.css';
