// Draws the charts of the statistics page from the tables beside them; without this file the tables remain.

const INK = "#1b2733";
const SOFT = "#52606d";
const LINE = "#dde3e9";
// Told apart by dash and mark, by pattern, and by the words at the line: never by colour alone.
const LOOKS = [
  { color: "#1f5a93", dash: [], mark: "circle", pattern: "full" },
  { color: "#1b6b3a", dash: [8, 4], mark: "rect", pattern: "stripes" },
  { color: "#a8261c", dash: [2, 3], mark: "triangle", pattern: "dots" },
];

const number = new Intl.NumberFormat("vi-VN");

function pattern(color, kind) {
  if (kind === "full") return color;
  const tile = document.createElement("canvas");
  tile.width = tile.height = 8;
  const pen = tile.getContext("2d");
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, 8, 8);
  pen.fillStyle = pen.strokeStyle = color;
  if (kind === "dots") {
    pen.fillRect(1, 1, 3, 3);
    pen.fillRect(5, 5, 3, 3);
  } else {
    pen.lineWidth = 3;
    for (const shift of [-8, 0, 8]) {
      pen.beginPath();
      pen.moveTo(shift, 8);
      pen.lineTo(shift + 8, 0);
      pen.stroke();
    }
  }
  return pen.createPattern(tile, "repeat");
}

function read(table) {
  const rows = [...table.tBodies[0].rows];
  const heads = [...table.tHead.rows[0].cells].slice(1).map((cell) => cell.textContent.replace(/ \(.*$/, ""));
  return {
    labels: rows.map((row) => row.cells[0].textContent.replace("Tháng ", "")),
    series: heads.map((label, place) => ({ label, data: rows.map((row) => Number(row.cells[place + 1].dataset.value)) })),
  };
}

function dataset(kind, { label, data }, look) {
  const common = { label, data, borderColor: look.color, borderWidth: 2 };
  if (kind === "line") {
    return { ...common, borderDash: look.dash, pointStyle: look.mark, pointRadius: 4, backgroundColor: look.color };
  }
  return { ...common, backgroundColor: pattern(look.color, look.pattern) };
}

function draw(figure) {
  const { labels, series } = read(figure.querySelector("table"));
  const place = figure.querySelector(".chart__canvas");
  const canvas = document.createElement("canvas");
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", `Biểu đồ ${figure.querySelector("h2").textContent}; số liệu ở bảng bên dưới.`);
  place.append(canvas);
  place.hidden = false;
  const kind = figure.dataset.chart;
  const axis = { ticks: { color: SOFT }, grid: { color: LINE } };
  new Chart(canvas, {
    type: kind,
    data: { labels, datasets: series.map((one, index) => dataset(kind, one, LOOKS[index])) },
    options: {
      animation: false,
      maintainAspectRatio: false,
      locale: "vi-VN",
      interaction: { mode: "index", intersect: false },
      scales: {
        x: { ...axis, grid: { display: false } },
        y: { ...axis, beginAtZero: true, ticks: { color: SOFT, callback: (value) => number.format(value) } },
      },
      plugins: { legend: { position: "bottom", labels: { color: INK, usePointStyle: kind === "line", boxWidth: 24 } } },
    },
  });
}

Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
document.querySelectorAll("[data-chart]").forEach(draw);
