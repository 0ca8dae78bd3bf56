#!/usr/bin/env node
console.log('crossover');
