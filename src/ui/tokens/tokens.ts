/** The look of the whole page. Import it before anything else, so that the order of the layers is stated first. */
import './layers.css';
import './reset.css';
import './tokens.css';
import './base.css';
import './utilities.css';
