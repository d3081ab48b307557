import { chromium, type BrowserContext, type Page } from 'playwright-core';
import { CHROMIUM_FLAGS, CHROMIUM_PATH } from './chromium.ts';

export const PHONE = { width: 390, height: 844 };
export const DESKTOP = { width: 1440, height: 900 };

export interface OpenedBrowser {
  /** Opens a tab of the same profile: its storage and workers' locks are shared with the other tabs. */
  openTab(url: string): Promise<Tab>;
  close(): Promise<void>;
}

/** A tab, with everything that the page complained about. */
export interface Tab {
  readonly page: Page;
  /** Violations of the content security policy, as `directive blocked-address`. */
  readonly violations: readonly string[];
  /** Errors of scripts that nobody caught. */
  readonly uncaught: readonly string[];
}

export interface BrowserOptions {
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly colorScheme?: 'light' | 'dark';
  readonly reducedMotion?: 'reduce' | 'no-preference';
  readonly flags?: readonly string[];
}

/** Starts a Chromium with an empty profile. */
export async function openBrowser(options: BrowserOptions = {}): Promise<OpenedBrowser> {
  const browser = await chromium.launch({
    executablePath: CHROMIUM_PATH,
    args: [...CHROMIUM_FLAGS, ...(options.flags ?? [])],
  });
  const viewport = options.viewport ?? DESKTOP;
  const context = await browser.newContext({
    viewport,
    colorScheme: options.colorScheme ?? 'light',
    reducedMotion: options.reducedMotion ?? 'no-preference',
    hasTouch: viewport.width < 600,
  });
  return { openTab: (url) => openTab(context, url), close: () => browser.close() };
}

async function openTab(context: BrowserContext, url: string): Promise<Tab> {
  const page = await context.newPage();
  page.setDefaultTimeout(12_000);
  const violations: string[] = [];
  const uncaught: string[] = [];
  await page.exposeFunction('reportViolation', (text: string) => violations.push(text));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      const report = (globalThis as unknown as { reportViolation: (text: string) => void }).reportViolation;
      report(`${event.effectiveDirective} ${event.blockedURI}`);
    });
  });
  page.on('pageerror', (error) => uncaught.push(error.message));
  await page.goto(url);
  return { page, violations, uncaught };
}
