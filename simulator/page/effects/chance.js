// Small helps of the effects.

export const between = (low, high) => low + Math.random() * (high - low);
export const times = (count, make) => Array.from({ length: count }, (_, index) => make(index));
export const pick = (all) => all[Math.floor(Math.random() * all.length)];
