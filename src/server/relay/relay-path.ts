/** Where a relay is asked, by WebSockets and by questions. */
export const RELAY_PATH = '/relay';
