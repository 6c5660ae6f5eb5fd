/** The bar at the top: name, logdir, tabs, how live the page is, theme and settings. */
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { facts } from "../listing";
import { lastNews, link, trouble } from "../live";
import { ago, count } from "../plot/formats";
import { settings } from "../settings";
import { passing } from "../view";
import { IconButton } from "./icons";
import { OpenFileButton } from "./openfile";
import { SettingsButton } from "./settings";
import { Tabs } from "./tabs";
import { ViewsButton } from "./views";

const now = signal(Date.now());

export function TopBar() {
  const known = facts.value;
  const title = known?.title || "board";
  useEffect(() => {
    document.title = known ? `${title} · ${known.called}` : title;
  }, [title, known?.called]);
  return (
    <header>
      <IconButton
        icon="menu"
        class="only-narrow"
        label="Runs"
        expanded={passing.drawer.value}
        onClick={() => {
          passing.drawer.value = !passing.drawer.value;
        }}
      />
      <div class="logo" title={known?.logdir}>
        <i aria-hidden="true" />
        {title} <span>{known?.called}</span>
      </div>
      <Tabs />
      <div class="right">
        <LiveState />
        <OpenFileButton />
        <ViewsButton />
        <ThemeButton />
        <SettingsButton />
      </div>
      <LoadingLine />
    </header>
  );
}

function LiveState() {
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) now.value = Date.now();
    }, 1000);
    return () => clearInterval(timer);
  }, []);
  return (
    <span
      class="live"
      role="status"
      aria-live="off"
      data-link={link.value}
      title={trouble.value || undefined}
    >
      {liveText()}
    </span>
  );
}

function liveText() {
  if (link.value === "offline") return "offline, retrying";
  if (link.value === "starting") return "connecting";
  const progress = facts.value?.progress;
  if (progress && !progress.done) {
    return (
      <>
        loading <small>{`${count(progress.files)} of ${count(progress.files_total)} files`}</small>
      </>
    );
  }
  const news = lastNews.value;
  if (news === null) return "live";
  return (
    <>
      live <small>{`· ${ago((now.value - news) / 1000)} ago`}</small>
    </>
  );
}

function LoadingLine() {
  const progress = facts.value?.progress;
  if (!progress || progress.done) return null;
  const share = progress.bytes_total ? progress.bytes / progress.bytes_total : 0;
  return (
    <div class="progress" role="progressbar" aria-label="Loading" aria-valuenow={Math.round(100 * share)}>
      <i style={{ width: `${100 * share}%` }} />
    </div>
  );
}

const nextTheme = { system: "light", light: "dark", dark: "system" } as const;

function ThemeButton() {
  const theme = settings.theme.value;
  return (
    <IconButton
      icon="theme"
      class="wide"
      label={`Theme: ${theme}; switch to ${nextTheme[theme]}`}
      onClick={() => {
        settings.theme.value = nextTheme[theme];
      }}
    />
  );
}
