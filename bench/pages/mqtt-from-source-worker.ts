// In this order: mqtt.js looks for its platform while it is loaded.
import './mqtt-source-platform.ts';
import './mqtt-worker.ts';
