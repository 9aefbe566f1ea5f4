// Stands in every page of foreign courseware before the page's own scripts: the API of SCORM 1.2, kept inside the frame.
// ASCII only: it is put into pages of any encoding. The page has no origin, so it can't reach its parent, where packages look for the
// API first; "parent" can be replaced by a page itself, so it is pointed at the page, and the search ends here.
// What the package says is kept in the frame's name, which lasts while it goes from page to page, and told to the page around it, which
// remembers the place and nothing else. Nothing of it is credited.
(function () {
  "use strict";
  var outside = window.parent;
  var TEXT_MAX = 4096;
  var VALUES_MAX = 500;
  var READ_ONLY = {
    "cmi._version": "3.4",
    "cmi.core._children":
      "student_id,student_name,lesson_location,credit,lesson_status,entry,score,total_time,lesson_mode,exit,session_time",
    "cmi.core.score._children": "raw,min,max",
    "cmi.core.student_id": "",
    "cmi.core.student_name": "",
    "cmi.core.credit": "no-credit",
    "cmi.core.lesson_mode": "normal",
    "cmi.core.total_time": "0000:00:00.00",
    "cmi.launch_data": "",
    "cmi.comments_from_lms": "",
    "cmi.objectives._children": "id,score,status",
    "cmi.interactions._children": "id,objectives,time,type,correct_responses,weighting,student_response,result,latency",
    "cmi.student_data._children": "mastery_score,max_time_allowed,time_limit_action",
    "cmi.student_data.mastery_score": "",
    "cmi.student_data.max_time_allowed": "",
    "cmi.student_data.time_limit_action": "continue,no message",
    "cmi.student_preference._children": "audio,language,speed,text",
  };
  var WRITE_ONLY = /^cmi\.(core\.(exit|session_time)|interactions\.\d+\.(?!objectives\._count|correct_responses\._count))/;
  var TEXTS = { "cmi.core.lesson_location": 255, "cmi.suspend_data": TEXT_MAX, "cmi.comments": TEXT_MAX };
  var WORDS = {
    "cmi.core.lesson_status": /^(passed|completed|failed|incomplete|browsed|not attempted)$/,
    "cmi.core.exit": /^(time-out|suspend|logout|)$/,
    "cmi.core.session_time": /^\d{2,4}:\d{2}:\d{2}(\.\d{1,2})?$/,
    "cmi.core.score.raw": /^(|\d{1,3}(\.\d+)?)$/,
    "cmi.core.score.min": /^(|\d{1,3}(\.\d+)?)$/,
    "cmi.core.score.max": /^(|\d{1,3}(\.\d+)?)$/,
    "cmi.student_preference.audio": /^-?\d{1,3}$/,
    "cmi.student_preference.language": /^.{0,255}$/,
    "cmi.student_preference.speed": /^-?\d{1,3}$/,
    "cmi.student_preference.text": /^(-1|0|1)$/,
  };
  var LISTS = /^cmi\.(objectives|interactions)\.(\d{1,3})\.[a-z_.\d]+$/;
  var MESSAGES = {
    0: "No error",
    101: "General exception",
    201: "Invalid argument",
    202: "Element cannot have children",
    203: "Element not an array",
    301: "Not initialized",
    401: "Not implemented",
    402: "Invalid set value, element is a keyword",
    403: "Element is read only",
    404: "Element is write only",
    405: "Incorrect data type",
  };
  var values = kept();
  var isOpen = false;
  var isOver = false;
  var error = 0;

  function kept() {
    try {
      var told = JSON.parse(window.name);
      return told && told.scorm && typeof told.scorm === "object" ? told.scorm : {};
    } catch (fault) {
      return {};
    }
  }

  function has(object, key) {
    return Object.prototype.hasOwnProperty.call(object, key);
  }

  function keep() {
    window.name = JSON.stringify({ scorm: values });
  }

  function tell(kind) {
    outside.postMessage(
      {
        courseware: kind,
        status: String(values["cmi.core.lesson_status"] || ""),
        location: String(values["cmi.core.lesson_location"] || ""),
        suspended: String(values["cmi.suspend_data"] || ""),
      },
      "*"
    );
  }

  function done(code, answer) {
    error = code;
    return answer;
  }

  function count(list) {
    var most = 0;
    for (var key in values) {
      var match = LISTS.exec(key);
      if (match && match[1] === list) {
        most = Math.max(most, Number(match[2]) + 1);
      }
    }
    return String(most);
  }

  function valueOf(name) {
    var counted = /^cmi\.(objectives|interactions)\._count$/.exec(name);
    if (counted) {
      return done(0, count(counted[1]));
    }
    if (name === "cmi.core.entry") {
      return done(0, values["cmi.suspend_data"] || values["cmi.core.lesson_location"] ? "resume" : "ab-initio");
    }
    if (has(READ_ONLY, name)) {
      return done(0, READ_ONLY[name]);
    }
    if (WRITE_ONLY.test(name)) {
      return done(404, "");
    }
    if (has(TEXTS, name) || has(WORDS, name) || LISTS.test(name)) {
      return done(0, has(values, name) ? values[name] : name === "cmi.core.lesson_status" ? "not attempted" : "");
    }
    return done(/\._children$/.test(name) ? 202 : /\._count$/.test(name) ? 203 : 201, "");
  }

  function setValue(name, value) {
    if (/\._(children|count|version)$/.test(name) || name === "cmi._version") {
      return done(402, "false");
    }
    if (has(READ_ONLY, name) || name === "cmi.core.entry") {
      return done(403, "false");
    }
    var isText = has(TEXTS, name) || LISTS.test(name);
    if (!isText && !has(WORDS, name)) {
      return done(201, "false");
    }
    var fits = isText ? value.length <= (TEXTS[name] || TEXT_MAX) : WORDS[name].test(value);
    if (/\.score\.(raw|min|max)$/.test(name) && Number(value) > 100) {
      fits = false;
    }
    if (!fits) {
      return done(405, "false");
    }
    if (!has(values, name) && Object.keys(values).length >= VALUES_MAX) {
      return done(101, "false");
    }
    values[name] = value;
    keep();
    return done(0, "true");
  }

  window.API = {
    LMSInitialize: function () {
      if (isOpen) {
        return done(101, "false");
      }
      isOpen = true;
      isOver = false;
      tell("opened");
      return done(0, "true");
    },
    LMSFinish: function () {
      if (!isOpen) {
        return done(301, "false");
      }
      isOpen = false;
      isOver = true;
      tell("finished");
      return done(0, "true");
    },
    LMSGetValue: function (name) {
      return isOpen ? valueOf(String(name)) : done(301, "");
    },
    LMSSetValue: function (name, value) {
      return isOpen ? setValue(String(name), String(value)) : done(301, "false");
    },
    LMSCommit: function () {
      if (!isOpen) {
        return done(301, "false");
      }
      tell("kept");
      return done(0, "true");
    },
    LMSGetLastError: function () {
      return String(error);
    },
    LMSGetErrorString: function (code) {
      return MESSAGES[code] || "";
    },
    LMSGetDiagnostic: function (code) {
      return MESSAGES[code] || "";
    },
  };
  try {
    window.parent = window;
  } catch (fault) {
    // A browser that keeps "parent": packages that look in their own window first still find the API.
  }
  // A package that keeps every key to itself must not keep the learner: Esc always leads out, whatever its scripts do.
  window.addEventListener(
    "keydown",
    function (event) {
      if (event.key === "Escape" || event.key === "Esc") {
        (window.top || outside).postMessage({ courseware: "leave" }, "*");
      }
    },
    true
  );
  window.addEventListener("pagehide", function () {
    if (isOpen && !isOver) {
      tell("kept");
    }
  });
})();
