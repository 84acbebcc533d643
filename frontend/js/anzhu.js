/* What every page does beyond links and forms; each part works without it, too. */
import "./answers.js";
import "./dense.js";
import "./keys.js";
import "./menus.js";
import "./forms.js";
import "./lightbox.js";
import "./more.js";
import "./offline/keeping.js";
import "./offline/banner.js";
import "./offline/queue.js";
import "./offline/worker.js";
import "./print.js";
import "./rows.js";
import "./swaps.js";
import "./tabs.js";
import "./themes.js";
import "./tree.js";
