"use strict";
const graph = document.getElementById("graph");
if (graph) {
  const told = document.getElementById("told");
  const hint = told.textContent;
  const nodes = [...graph.querySelectorAll(".node")];
  const edges = [...graph.querySelectorAll(".edge")];

  const show = (chosen) => {
    const node = chosen?.dataset.node;
    const near = new Set();
    for (const edge of edges) {
      const { start, end } = edge.dataset;
      const lit = node === undefined ? edge === chosen : start === node || end === node;
      edge.classList.toggle("lit", lit);
      if (lit) near.add(start).add(end);
    }
    for (const each of nodes) each.classList.toggle("lit", each === chosen || near.has(each.dataset.node));
    graph.classList.toggle("dimmed", Boolean(chosen));
    told.textContent = chosen ? chosen.querySelector("title").textContent : hint;
  };

  graph.addEventListener("pointerover", (event) => show(event.target.closest(".node, .edge")));
  graph.addEventListener("pointerleave", () => show(null));
}
