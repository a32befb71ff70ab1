// Holds a trail until it is killed. Argument: folder.
import { openTrail } from '../../dist/trail/index.js';

openTrail({ dir: process.argv[2] });
process.stdout.write('open\n');
setInterval(() => undefined, 1000);
