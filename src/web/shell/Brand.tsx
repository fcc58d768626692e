// The product's mark and name.
import { Link } from '@tanstack/react-router';
import { useInstallation } from '../look.ts';
import classes from './Brand.module.css';

export function Brand() {
	const { name, logo } = useInstallation();
	return (
		<Link to="/customers" className={classes.brand} aria-label={name}>
			<img src={logo ?? '/favicon.svg'} alt="" width={22} height={22} className={classes.logo} />
			<span>{name}</span>
		</Link>
	);
}
