import { defineConfig } from "vite";

// The development server passes data requests to a running board; the built page asks the server it came from.
const board = "http://localhost:6006";

export default defineConfig({
  base: "./",
  server: { proxy: { "/api": board, "/data": board, "/perfetto/": board } },
  build: {
    outDir: "../board/static",
    emptyOutDir: true,
    sourcemap: false,
    target: "es2022",
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rollupOptions: { input: ["index.html", "perfetto.html"] },
  },
});
