// Draws the table of a home as a picture that can be moved. It reads the table and shows nothing that is not in it.
"use strict";
(() => {
  const table = document.getElementById("ties");
  const place = document.getElementById("moving");
  if (typeof cytoscape !== "function" || !table || !place) return;

  const said = place.dataset;
  const nodes = new Map();
  const ties = [];
  for (const row of table.tBodies[0].rows) {
    const [person, address, since, until] = row.cells;
    for (const cell of [person, address]) {
      const link = cell.querySelector("a");
      const kind = cell === person ? "person" : "address";
      nodes.set(cell.dataset.node, {
        data: { id: cell.dataset.node, label: (link || cell.firstElementChild).textContent, href: link ? link.href : "" },
        classes: cell.dataset.here ? `${kind} here` : kind,
      });
    }
    const dates = `${since.textContent.trim()} – ${until.textContent.trim()}`;
    ties.push({
      data: { source: person.dataset.node, target: address.dataset.node, label: dates },
      classes: row.dataset.now ? "now" : "past",
    });
  }

  document.getElementById("moving-part").hidden = false;
  document.getElementById("standing").hidden = true;
  const box = { shape: "round-rectangle", width: 170, height: 44, "text-valign": "center", "text-max-width": 160 };
  const graph = cytoscape({
    container: place,
    elements: [...nodes.values(), ...ties],
    minZoom: 0.2,
    maxZoom: 3,
    layout: { name: "concentric", concentric: (node) => node.degree(), levelWidth: () => 1, minNodeSpacing: 60, animate: false },
    style: [
      { selector: "node", style: { ...box, label: "data(label)", "text-wrap": "wrap", "font-family": "Arial", "font-size": 14 } },
      { selector: "node", style: { "background-color": "#fff", "border-width": 2, "border-color": "#505a5f", color: "#0b0c0c" } },
      { selector: ".address", style: { shape: "rectangle", "background-color": "#00703c", "border-color": "#005a30", color: "#fff" } },
      { selector: ".here", style: { "background-color": "#e8f1f8", "border-color": "#1d70b8", "border-width": 4 } },
      { selector: "edge", style: { label: "data(label)", "font-size": 11, "font-family": "Arial", "line-color": "#505a5f", width: 2 } },
      { selector: "edge", style: { "text-background-color": "#fff", "text-background-opacity": 1, "text-background-padding": 2 } },
      { selector: ".past", style: { "line-style": "dashed" } },
      { selector: ".chosen", style: { "border-color": "#0b0c0c", "border-width": 5, "background-color": "#fd0", color: "#0b0c0c" } },
    ],
  });

  const told = document.getElementById("told");
  const order = graph.nodes().toArray();
  let chosen = -1;

  function choose(number) {
    chosen = (number + order.length) % order.length;
    graph.nodes().removeClass("chosen");
    const node = order[chosen].addClass("chosen");
    const about = node.connectedEdges().map((tie) => {
      const other = tie.source().same(node) ? tie.target() : tie.source();
      return `${other.data("label")}, ${tie.data("label")}`;
    });
    told.textContent = `${node.data("label")}: ${about.join("; ")}. `;
    if (node.data("href")) {
      const link = document.createElement("a");
      [link.href, link.textContent, link.className] = [node.data("href"), said.open, "govuk-link"];
      told.append(link);
    }
  }

  function zoom(factor) {
    graph.zoom({ level: graph.zoom() * factor, renderedPosition: { x: graph.width() / 2, y: graph.height() / 2 } });
  }

  const does = {
    ArrowRight: () => choose(chosen + 1),
    ArrowDown: () => choose(chosen + 1),
    ArrowLeft: () => choose(chosen < 0 ? -1 : chosen - 1),
    ArrowUp: () => choose(chosen < 0 ? -1 : chosen - 1),
    "+": () => zoom(1.25),
    "-": () => zoom(0.8),
    0: () => graph.fit(undefined, 20),
    Enter: () => {
      const link = told.querySelector("a");
      if (link) link.click();
    },
  };
  place.addEventListener("keydown", (event) => {
    const act = event.ctrlKey || event.altKey || event.metaKey ? undefined : does[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
  for (const button of document.querySelectorAll("[data-does]")) {
    button.addEventListener("click", () => does[button.dataset.does]());
  }
  graph.on("tap", "node", (event) => choose(order.findIndex((node) => node.same(event.target))));
  graph.fit(undefined, 20);
})();
