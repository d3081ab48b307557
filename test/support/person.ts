import type { Page as PlaywrightPage } from 'playwright-core';
import type { Page as PuppeteerPage } from 'puppeteer-core';
import { openBrowser } from './browser.ts';
import { openFirefox } from './firefox.ts';

/** What a person does at a page, in whichever browser. Everything waits for its element, and fails after a while. */
export interface Person {
  go(url: string): Promise<void>;
  reload(): Promise<void>;
  /** Presses a button, or what has another role, by its whole name. */
  press(name: string, role?: 'button' | 'tab'): Promise<void>;
  /** Presses whatever a CSS selector finds first. */
  click(selector: string): Promise<void>;
  fill(selector: string, text: string): Promise<void>;
  select(selector: string, value: string): Promise<void>;
  /** Selects the first value whose words begin so, once there is one. */
  selectNamed(selector: string, beginning: string): Promise<void>;
  /** Waits until the page shows a text. */
  see(text: string): Promise<void>;
  /** Runs a function in the page, as its own scripts would. */
  run<T>(work: () => Promise<T>): Promise<T>;
}

/** A browser with an empty profile, in front of which somebody sits. */
export interface PersonsBrowser {
  openTab(url: string): Promise<PersonsTab>;
  close(): Promise<void>;
}

export interface PersonsTab {
  readonly person: Person;
  /** What the page complained about: errors that nobody caught, violations of its policy. */
  complaints(): readonly string[];
  close(): Promise<void>;
}

const PATIENCE_MS = 12_000;

/** The value of what `selectNamed` selects. */
const findValue = ([selector = '', beginning = '']: readonly string[]): string | undefined =>
  [...document.querySelectorAll<HTMLOptionElement>(`${selector} option`)].find(({ text }) => text.startsWith(beginning))
    ?.value;

const isShown = (text: string): boolean => document.body.innerText.includes(text);

export async function openChromiumForPerson(): Promise<PersonsBrowser> {
  const browser = await openBrowser();
  return {
    async openTab(url) {
      const { page, violations, uncaught } = await browser.openTab(url);
      const person = personAtChromium(page);
      return { person, complaints: () => [...violations, ...uncaught], close: () => page.close() };
    },
    close: () => browser.close(),
  };
}

export async function openFirefoxForPerson(): Promise<PersonsBrowser> {
  const browser = await openFirefox();
  return {
    async openTab(url) {
      const { page, complaints } = await browser.openTab();
      const person = personAtFirefox(page);
      await person.go(url);
      return { person, complaints: () => complaints, close: () => page.close() };
    },
    close: () => browser.close(),
  };
}

/** A person at Chromium. */
function personAtChromium(page: PlaywrightPage): Person {
  return {
    go: async (url) => void (await page.goto(url)),
    reload: async () => void (await page.reload()),
    press: (name, role = 'button') => page.getByRole(role, { name, exact: true }).first().click(),
    click: (selector) => page.locator(selector).first().click(),
    fill: (selector, text) => page.locator(selector).fill(text),
    select: async (selector, value) => void (await page.locator(selector).selectOption(value)),
    async selectNamed(...asked) {
      const found = await page.waitForFunction(findValue, asked, { timeout: PATIENCE_MS });
      await page.locator(asked[0]).selectOption((await found.jsonValue()) ?? '');
    },
    see: async (text) => void (await page.waitForFunction(isShown, text, { timeout: PATIENCE_MS })),
    run: (work) => page.evaluate(work),
  };
}

/** A person at Firefox. */
function personAtFirefox(page: PuppeteerPage): Person {
  const find = (selector: string) => page.locator(selector).setTimeout(PATIENCE_MS);
  return {
    go: async (url) => void (await page.goto(url)),
    reload: async () => void (await page.reload()),
    // By what stands there: Firefox takes seconds to find elements by their role and name.
    press: (name, role = 'button') =>
      find(`::-p-xpath(//${role === 'button' ? role : `*[@role="${role}"]`}[normalize-space()="${name}"])`).click(),
    click: (selector) => find(selector).click(),
    fill: (selector, text) => find(selector).fill(text),
    async select(selector, value) {
      await find(selector).wait();
      await page.select(selector, value);
    },
    async selectNamed(...asked) {
      const found = await page.waitForFunction(findValue, { timeout: PATIENCE_MS }, asked);
      await page.select(asked[0], (await found.jsonValue()) ?? '');
    },
    see: async (text) => void (await page.waitForFunction(isShown, { timeout: PATIENCE_MS }, text)),
    run: async <T>(work: () => Promise<T>) => (await page.evaluate(work)) as T,
  };
}
