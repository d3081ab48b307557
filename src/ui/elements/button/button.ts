/** Brings the classes of buttons: `btn` with `primary`, `ghost`, `danger`, `small` or `icon`, and `actions` around a group. */
import './button.css';
