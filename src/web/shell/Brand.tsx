// The product's mark and name.
import { Link } from '@tanstack/react-router';
import classes from './Brand.module.css';

export function Brand() {
	return (
		<Link to="/customers" className={classes.brand}>
			<img src="/favicon.svg" alt="" width={26} height={26} />
			<span>Clientele</span>
		</Link>
	);
}
