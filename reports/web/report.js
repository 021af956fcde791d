// Charts are moved and zoomed along time: by the keys of a focused chart, by its buttons, by dragging
// over it. The curves are not drawn anew: the window on them changes, and the marks below follow.
'use strict';
(() => {
  const leastSpan = 0.02;
  const mostTicks = 8;

  const roundStep = (span) => {
    const rough = span / mostTicks;
    const power = 10 ** Math.floor(Math.log10(rough));
    return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= rough);
  };

  const shown = (seconds, step) => {
    const decimals = Math.min(3, Math.max(0, -Math.floor(Math.log10(step))));
    return `${Number(seconds.toFixed(decimals))} s`;
  };

  const chart = (zoom) => {
    const all = { from: Number(zoom.dataset.from), to: Number(zoom.dataset.to) };
    const left = Number(zoom.dataset.left);
    const width = Number(zoom.dataset.width);
    const picture = zoom.querySelector('.picture');
    const plot = zoom.querySelector('.plot');
    const ticks = zoom.querySelector('.ticks');
    const told = zoom.querySelector('output');
    const { y: top, height } = plot.viewBox.baseVal;
    const y = ticks.querySelector('text').getAttribute('y');
    let from = all.from;
    let to = all.to;

    const draw = () => {
      plot.setAttribute('viewBox', `${from} ${top} ${to - from} ${height}`);
      const step = roundStep(to - from);
      const marks = [];
      for (let i = Math.ceil(from / step - 1e-9); i * step <= to + step * 1e-9; i += 1) {
        const text = document.createElementNS('http://www.w3.org/2000/svg', 'text');
        text.setAttribute('x', left + ((i * step - from) / (to - from)) * width);
        text.setAttribute('y', y);
        text.setAttribute('text-anchor', 'middle');
        text.textContent = shown(i * step, step);
        marks.push(text);
      }
      ticks.replaceChildren(...marks);
      const whole = from === all.from && to === all.to;
      told.textContent = whole ? '' : `${shown(from, 0.01)} to ${shown(to, 0.01)}`;
      zoom.dataset.shows = `${from} ${to}`;
    };

    const show = (first, last) => {
      const span = Math.min(Math.max(last - first, leastSpan), all.to - all.from);
      const middle = (first + last) / 2;
      from = Math.min(Math.max(middle - span / 2, all.from), all.to - span);
      to = from + span;
      draw();
    };

    const acts = {
      left: () => show(from - (to - from) / 4, to - (to - from) / 4),
      right: () => show(from + (to - from) / 4, to + (to - from) / 4),
      in: () => show(from + (to - from) / 4, to - (to - from) / 4),
      out: () => show(from - (to - from) / 2, to + (to - from) / 2),
      all: () => show(all.from, all.to),
    };
    const keys = {
      ArrowLeft: 'left', ArrowRight: 'right', '+': 'in', '=': 'in', '-': 'out', 0: 'all', Home: 'all',
    };

    zoom.tabIndex = 0;
    zoom.querySelector('.tools').hidden = false;
    zoom.addEventListener('keydown', (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || !(event.key in keys)) return;
      event.preventDefault();
      acts[keys[event.key]]();
    });
    zoom.addEventListener('click', (event) => {
      const act = event.target.dataset ? event.target.dataset.act : undefined;
      if (act) acts[act]();
    });
    picture.addEventListener('dblclick', acts.all);

    const secondsAt = (event) => {
      const box = picture.getBoundingClientRect();
      const x = ((event.clientX - box.left) / box.width) * picture.viewBox.baseVal.width;
      return from + Math.min(Math.max((x - left) / width, 0), 1) * (to - from);
    };
    let begun = null;
    let brush = null;
    picture.addEventListener('pointerdown', (event) => {
      if (event.button !== 0) return;
      begun = secondsAt(event);
      brush = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
      brush.setAttribute('class', 'band brush');
      brush.setAttribute('y', top);
      brush.setAttribute('height', height);
      plot.append(brush);
      picture.setPointerCapture(event.pointerId);
    });
    picture.addEventListener('pointermove', (event) => {
      if (begun === null) return;
      const now = secondsAt(event);
      brush.setAttribute('x', Math.min(begun, now));
      brush.setAttribute('width', Math.abs(now - begun));
    });
    const end = (event) => {
      if (begun === null) return;
      const now = secondsAt(event);
      const first = begun;
      brush.remove();
      begun = null;
      if (event.type === 'pointerup' && Math.abs(now - first) > (to - from) / 100)
        show(Math.min(first, now), Math.max(first, now));
    };
    picture.addEventListener('pointerup', end);
    picture.addEventListener('pointercancel', end);
    draw();
  };

  document.querySelectorAll('.zoom').forEach(chart);

  // On paper nothing can be opened.
  const logs = [...document.querySelectorAll('details.log')];
  let opened = [];
  window.addEventListener('beforeprint', () => {
    opened = logs.filter((log) => !log.open);
    opened.forEach((log) => { log.open = true; });
  });
  window.addEventListener('afterprint', () => opened.forEach((log) => { log.open = false; }));
})();
