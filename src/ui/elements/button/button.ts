/** Brings the classes of buttons: `btn` with `primary`, `ghost`, `danger`, `small`, `big` or `icon`, and `actions` around a group. */
import './button.css';
