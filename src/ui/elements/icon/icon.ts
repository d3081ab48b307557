import { noChange } from 'lit';
import { Directive, directive } from 'lit/directive.js';
import {
  ArrowDown,
  ArrowDownLeft,
  ArrowRightLeft,
  ArrowUpRight,
  Braces,
  CalendarClock,
  Camera,
  Check,
  ChevronDown,
  ChevronLeft,
  ChevronRight,
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CircleQuestionMark,
  CircleX,
  Cloud,
  Copy,
  Cpu,
  Download,
  EllipsisVertical,
  Eye,
  EyeOff,
  File,
  FileBadge,
  Flashlight,
  Inbox,
  Info,
  KeyRound,
  Keyboard,
  Landmark,
  Layers,
  List,
  Lock,
  Maximize,
  Moon,
  Pause,
  Pencil,
  Play,
  Plug,
  Plus,
  Power,
  Printer,
  QrCode,
  Radio,
  RefreshCw,
  ScanSearch,
  Search,
  Send,
  Server,
  Settings,
  ShieldCheck,
  SlidersHorizontal,
  Sun,
  SwitchCamera,
  Terminal,
  Trash2,
  TriangleAlert,
  Unplug,
  Upload,
  WandSparkles,
  X,
  type IconNode,
} from 'lucide';
import './icon.css';

/** The icons of the app, by what they stand for. */
export const icons = {
  alert: TriangleAlert,
  brand: Radio,
  braces: Braces,
  check: Check,
  authority: Landmark,
  calendar: CalendarClock,
  camera: Camera,
  certificate: FileBadge,
  circleAlert: CircleAlert,
  circleCheck: CircleCheck,
  circleDashed: CircleDashed,
  circleQuestion: CircleQuestionMark,
  circleX: CircleX,
  close: X,
  cloud: Cloud,
  copy: Copy,
  device: Cpu,
  down: ArrowDown,
  download: Download,
  dropDown: ChevronDown,
  file: File,
  fullScreen: Maximize,
  hide: EyeOff,
  inbox: Inbox,
  info: Info,
  inspect: ScanSearch,
  key: KeyRound,
  keyboard: Keyboard,
  layers: Layers,
  light: Flashlight,
  left: ChevronLeft,
  list: List,
  lock: Lock,
  moon: Moon,
  more: EllipsisVertical,
  otherCamera: SwitchCamera,
  pause: Pause,
  pencil: Pencil,
  play: Play,
  plug: Plug,
  plus: Plus,
  power: Power,
  printer: Printer,
  qrCode: QrCode,
  received: ArrowDownLeft,
  refresh: RefreshCw,
  relay: ArrowRightLeft,
  remove: Trash2,
  right: ChevronRight,
  search: Search,
  send: Send,
  sent: ArrowUpRight,
  server: Server,
  settings: Settings,
  shield: ShieldCheck,
  show: Eye,
  sliders: SlidersHorizontal,
  sun: Sun,
  terminal: Terminal,
  unplug: Unplug,
  upload: Upload,
  wand: WandSparkles,
} satisfies Record<string, IconNode>;

/** The drawing of one icon, as data. */
export type Icon = IconNode;

const SVG = 'http://www.w3.org/2000/svg';
const drawn = new Map<IconNode, SVGSVGElement>();

const FRAME = {
  class: 'icon',
  viewBox: '0 0 24 24',
  fill: 'none',
  stroke: 'currentColor',
  'stroke-width': '1.75',
  'stroke-linecap': 'round',
  'stroke-linejoin': 'round',
};

function drawElement(tag: string, attributes: Readonly<Record<string, string | number | undefined>>): SVGElement {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  return element;
}

/** Gives a fresh SVG of an icon; hidden from screen readers unless it has a label. */
export function drawIcon(node: Icon, label?: string): SVGSVGElement {
  let original = drawn.get(node);
  if (original === undefined) {
    original = drawElement('svg', FRAME) as SVGSVGElement;
    original.append(...node.map(([tag, attributes]) => drawElement(tag, attributes)));
    drawn.set(node, original);
  }
  const svg = original.cloneNode(true) as SVGSVGElement;
  if (label === undefined) {
    svg.setAttribute('aria-hidden', 'true');
  } else {
    svg.setAttribute('role', 'img');
    svg.setAttribute('aria-label', label);
  }
  return svg;
}

/** Keeps the node while icon and label stay the same, so that a list that renders often makes no new nodes. */
class IconDirective extends Directive {
  #node: Icon | undefined;
  #label: string | undefined;

  override render(node: Icon, label?: string): unknown {
    if (node === this.#node && label === this.#label) return noChange;
    this.#node = node;
    this.#label = label;
    return drawIcon(node, label);
  }
}

/** An icon in a template: `icon(icons.plus)` is decoration, `icon(icons.plus, 'Add')` is an image with that name. */
export const icon = directive(IconDirective);
