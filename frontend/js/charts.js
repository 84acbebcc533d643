/* Charts: <div class="az-chart" data-chart="ID"></div> draws the option in
   <script type="application/json" id="ID">. Options are plain data; a colour may be
   named by its token ("--az-brand"). Drawn again on a new theme, size or swap. */
import { BarChart, LineChart } from "echarts/charts";
import {
  AriaComponent,
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  MarkPointComponent,
  TooltipComponent,
} from "echarts/components";
import * as echarts from "echarts/core";
import { LabelLayout } from "echarts/features";
import { SVGRenderer } from "echarts/renderers";

echarts.use([
  BarChart, LineChart, AriaComponent, GridComponent, LegendComponent,
  MarkLineComponent, MarkPointComponent, TooltipComponent, LabelLayout, SVGRenderer,
]);

const token = (name) =>
  getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** The option with every token replaced by its colour of the present theme. */
const coloured = (part) => {
  if (typeof part === "string") return part.startsWith("--az-") ? token(part) : part;
  if (Array.isArray(part)) return part.map(coloured);
  if (part === null || typeof part !== "object") return part;
  return Object.fromEntries(Object.entries(part).map(([k, v]) => [k, coloured(v)]));
};

const theme = () =>
  coloured({
    color: ["--az-brand", "--az-ink-3", "--az-line-2", "--az-ink"],
    backgroundColor: "transparent",
    textStyle: { fontFamily: "--az-font", fontSize: 12, color: "--az-ink-2" },
    categoryAxis: {
      axisLine: { lineStyle: { color: "--az-line-2" } },
      axisTick: { show: false },
      axisLabel: { color: "--az-ink-2", fontSize: 12 },
      splitLine: { show: false },
    },
    valueAxis: {
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: { color: "--az-ink-2", fontSize: 12 },
      splitLine: { lineStyle: { color: "--az-line" } },
    },
    tooltip: {
      backgroundColor: "--az-surface",
      borderColor: "--az-line",
      textStyle: { color: "--az-ink", fontSize: 13 },
    },
  });

const HOUSE = {
  animation: false,
  grid: { left: 4, right: 20, top: 28, bottom: 4, containLabel: true },
  aria: { enabled: true },
  tooltip: { trigger: "axis", renderMode: "richText", confine: true },
};

const draw = (place) => {
  const data = document.getElementById(place.dataset.chart);
  if (!data) return;
  echarts.getInstanceByDom(place)?.dispose();
  const chart = echarts.init(place, theme(), { renderer: "svg" });
  chart.setOption({ ...HOUSE, ...coloured(JSON.parse(data.textContent)) });
};

const drawAll = () => document.querySelectorAll("[data-chart]").forEach(draw);

let waiting;
addEventListener("resize", () => {
  clearTimeout(waiting);
  waiting = setTimeout(drawAll, 100);
});
addEventListener("az:theme", drawAll);
/* paper is white, and narrower than the window */
matchMedia("print").addEventListener("change", drawAll);
addEventListener("htmx:afterSwap", drawAll);
drawAll();
