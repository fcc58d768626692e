// The product's mark and name.
import { Link } from '@tanstack/react-router';
import classes from './Brand.module.css';

export function Brand() {
	return (
		<Link to="/customers" className={classes.brand} aria-label="Clientele">
			<img src="/favicon.svg" alt="" width={22} height={22} />
			<span>Clientele</span>
		</Link>
	);
}
