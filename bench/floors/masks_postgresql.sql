-- The mask method for one year, by hand and bare.

-- The settings that our own rebuild uses
SET LOCAL jit = off;

SET LOCAL work_mem = '64MB';

-- active: one listing a subject
INSERT INTO floor_mask (roll, year, subject, unit, bits, end_bits, d1, d2, d3, d4)
SELECT 'active', %(year)s, subject, unit, (1 << stop) - (1 << first), (1 << end_stop) - (1 << first), '', '', '', ''
  FROM (SELECT id AS subject, id AS unit, 
               CASE WHEN opened_on IS NULL OR opened_on < %(first)s THEN 0
                    ELSE EXTRACT(MONTH FROM opened_on)::int - 1 END AS first,
               CASE WHEN closed_on IS NULL OR closed_on > %(last)s THEN 12
                    ELSE EXTRACT(MONTH FROM closed_on)::int END AS stop,
               CASE WHEN closed_on IS NULL OR closed_on >= %(last)s THEN 12
                    ELSE EXTRACT(MONTH FROM closed_on + 1)::int - 1 END AS end_stop
          FROM org_unit
         WHERE kind = 'project' AND status = 'counted'
           AND (opened_on IS NULL OR opened_on <= %(last)s) AND (closed_on IS NULL OR closed_on >= %(first)s)) f;

-- roster: the months of each subject at each unit
INSERT INTO floor_mask (roll, year, subject, unit, bits, end_bits, d1, d2, d3, d4)
SELECT 'roster', %(year)s, subject, unit, bit_or((1 << stop) - (1 << first)), bit_or((1 << end_stop) - (1 << first)), max(d1), max(d2), max(d3), ''
  FROM (SELECT p.person_id AS subject, p.unit_id AS unit, h.gender AS d1, h.category AS d2,
               CASE WHEN h.contractor_id IS NULL THEN 'yes' ELSE 'no' END AS d3,
               CASE WHEN p.start_on IS NULL OR p.start_on < %(first)s THEN 0
                    ELSE EXTRACT(MONTH FROM p.start_on)::int - 1 END AS first,
               CASE WHEN p.end_on IS NULL OR p.end_on > %(last)s THEN 12
                    ELSE EXTRACT(MONTH FROM p.end_on)::int END AS stop,
               CASE WHEN p.end_on IS NULL OR p.end_on >= %(last)s THEN 12
                    ELSE EXTRACT(MONTH FROM p.end_on + 1)::int - 1 END AS end_stop
          FROM people_posting p JOIN people_person h ON h.id = p.person_id
         WHERE h.status = 'counted' AND p.status = 'counted'
           AND (p.start_on IS NULL OR p.start_on <= %(last)s) AND (p.end_on IS NULL OR p.end_on >= %(first)s)) f
 GROUP BY subject, unit ORDER BY subject, unit;

-- engaged: the months of each subject at each unit
INSERT INTO floor_mask (roll, year, subject, unit, bits, end_bits, d1, d2, d3, d4)
SELECT 'engaged', %(year)s, subject, unit, bit_or((1 << stop) - (1 << first)), bit_or((1 << end_stop) - (1 << first)), '', '', '', ''
  FROM (SELECT h.contractor_id AS subject, p.unit_id AS unit, 
               CASE WHEN p.start_on IS NULL OR p.start_on < %(first)s THEN 0
                    ELSE EXTRACT(MONTH FROM p.start_on)::int - 1 END AS first,
               CASE WHEN p.end_on IS NULL OR p.end_on > %(last)s THEN 12
                    ELSE EXTRACT(MONTH FROM p.end_on)::int END AS stop,
               CASE WHEN p.end_on IS NULL OR p.end_on >= %(last)s THEN 12
                    ELSE EXTRACT(MONTH FROM p.end_on + 1)::int - 1 END AS end_stop
          FROM people_posting p JOIN people_person h ON h.id = p.person_id
               JOIN people_contractor k ON k.id = h.contractor_id
         WHERE h.status = 'counted' AND p.status = 'counted' AND k.status = 'counted'
           AND (p.start_on IS NULL OR p.start_on <= %(last)s) AND (p.end_on IS NULL OR p.end_on >= %(first)s)) f
 GROUP BY subject, unit ORDER BY subject, unit;

ANALYZE floor_mask;

-- projects.active: counted at every unit in one pass
INSERT INTO floor_value (measure, slice, year, unit,
        s00, s01, s02, s03, s04, s05, s06, s07, s08, s09, s10, s11, s12, s13, s14, s15, s16, s17,
        s18, s19, s20, s21, s22, s23, s24, s25, s26, s27, s28, s29, s30)
SELECT 'projects.active', '', %(year)s, unit,
       count(*) FILTER (WHERE months & 1 <> 0), count(*) FILTER (WHERE months & 2 <> 0),
       count(*) FILTER (WHERE months & 4 <> 0), count(*) FILTER (WHERE months & 8 <> 0),
       count(*) FILTER (WHERE months & 16 <> 0), count(*) FILTER (WHERE months & 32 <> 0),
       count(*) FILTER (WHERE months & 64 <> 0), count(*) FILTER (WHERE months & 128 <> 0),
       count(*) FILTER (WHERE months & 256 <> 0), count(*) FILTER (WHERE months & 512 <> 0),
       count(*) FILTER (WHERE months & 1024 <> 0), count(*) FILTER (WHERE months & 2048 <> 0),
       count(*) FILTER (WHERE months & 7 <> 0), count(*) FILTER (WHERE months & 56 <> 0),
       count(*) FILTER (WHERE months & 448 <> 0), count(*) FILTER (WHERE months & 3584 <> 0),
       count(*) FILTER (WHERE months & 63 <> 0), count(*) FILTER (WHERE months & 4032 <> 0),
       count(*) FILTER (WHERE months & 4095 <> 0), count(*) FILTER (WHERE months & 1 <> 0),
       count(*) FILTER (WHERE months & 3 <> 0), count(*) FILTER (WHERE months & 7 <> 0),
       count(*) FILTER (WHERE months & 15 <> 0), count(*) FILTER (WHERE months & 31 <> 0),
       count(*) FILTER (WHERE months & 63 <> 0), count(*) FILTER (WHERE months & 127 <> 0),
       count(*) FILTER (WHERE months & 255 <> 0), count(*) FILTER (WHERE months & 511 <> 0),
       count(*) FILTER (WHERE months & 1023 <> 0), count(*) FILTER (WHERE months & 2047 <> 0),
       count(*) FILTER (WHERE months & 4095 <> 0)
  FROM (SELECT a.ancestor_id AS unit, c.subject,
               bit_or(c.bits) AS months
          FROM floor_mask c JOIN org_ancestry a ON a.unit_id = c.unit
           AND a.first_month <= %(january)s AND a.last_month >= %(january)s
         WHERE c.roll = 'active' AND c.year = %(year)s
         GROUP BY a.ancestor_id, c.subject) listed
 GROUP BY unit;

-- contractors.count: counted at every unit in one pass
INSERT INTO floor_value (measure, slice, year, unit,
        s00, s01, s02, s03, s04, s05, s06, s07, s08, s09, s10, s11, s12, s13, s14, s15, s16, s17,
        s18, s19, s20, s21, s22, s23, s24, s25, s26, s27, s28, s29, s30)
SELECT 'contractors.count', '', %(year)s, unit,
       count(*) FILTER (WHERE months & 1 <> 0), count(*) FILTER (WHERE months & 2 <> 0),
       count(*) FILTER (WHERE months & 4 <> 0), count(*) FILTER (WHERE months & 8 <> 0),
       count(*) FILTER (WHERE months & 16 <> 0), count(*) FILTER (WHERE months & 32 <> 0),
       count(*) FILTER (WHERE months & 64 <> 0), count(*) FILTER (WHERE months & 128 <> 0),
       count(*) FILTER (WHERE months & 256 <> 0), count(*) FILTER (WHERE months & 512 <> 0),
       count(*) FILTER (WHERE months & 1024 <> 0), count(*) FILTER (WHERE months & 2048 <> 0),
       count(*) FILTER (WHERE months & 7 <> 0), count(*) FILTER (WHERE months & 56 <> 0),
       count(*) FILTER (WHERE months & 448 <> 0), count(*) FILTER (WHERE months & 3584 <> 0),
       count(*) FILTER (WHERE months & 63 <> 0), count(*) FILTER (WHERE months & 4032 <> 0),
       count(*) FILTER (WHERE months & 4095 <> 0), count(*) FILTER (WHERE months & 1 <> 0),
       count(*) FILTER (WHERE months & 3 <> 0), count(*) FILTER (WHERE months & 7 <> 0),
       count(*) FILTER (WHERE months & 15 <> 0), count(*) FILTER (WHERE months & 31 <> 0),
       count(*) FILTER (WHERE months & 63 <> 0), count(*) FILTER (WHERE months & 127 <> 0),
       count(*) FILTER (WHERE months & 255 <> 0), count(*) FILTER (WHERE months & 511 <> 0),
       count(*) FILTER (WHERE months & 1023 <> 0), count(*) FILTER (WHERE months & 2047 <> 0),
       count(*) FILTER (WHERE months & 4095 <> 0)
  FROM (SELECT a.ancestor_id AS unit, c.subject,
               bit_or(c.bits) AS months
          FROM floor_mask c JOIN org_ancestry a ON a.unit_id = c.unit
           AND a.first_month <= %(january)s AND a.last_month >= %(january)s
         WHERE c.roll = 'engaged' AND c.year = %(year)s
         GROUP BY a.ancestor_id, c.subject) listed
 GROUP BY unit;

-- The roster counted at every unit by gender, category and employer in one pass
CREATE TEMP TABLE floor_counted AS
SELECT unit, d1, d2, d3,
       count(*) FILTER (WHERE months & 4096 <> 0)::int AS m00,
       count(*) FILTER (WHERE months & 8192 <> 0)::int AS m01,
       count(*) FILTER (WHERE months & 16384 <> 0)::int AS m02,
       count(*) FILTER (WHERE months & 32768 <> 0)::int AS m03,
       count(*) FILTER (WHERE months & 65536 <> 0)::int AS m04,
       count(*) FILTER (WHERE months & 131072 <> 0)::int AS m05,
       count(*) FILTER (WHERE months & 262144 <> 0)::int AS m06,
       count(*) FILTER (WHERE months & 524288 <> 0)::int AS m07,
       count(*) FILTER (WHERE months & 1048576 <> 0)::int AS m08,
       count(*) FILTER (WHERE months & 2097152 <> 0)::int AS m09,
       count(*) FILTER (WHERE months & 4194304 <> 0)::int AS m10,
       count(*) FILTER (WHERE months & 8388608 <> 0)::int AS m11,
       count(*) FILTER (WHERE months & 28672 <> 0)::int AS m12,
       count(*) FILTER (WHERE months & 229376 <> 0)::int AS m13,
       count(*) FILTER (WHERE months & 1835008 <> 0)::int AS m14,
       count(*) FILTER (WHERE months & 14680064 <> 0)::int AS m15,
       count(*) FILTER (WHERE months & 258048 <> 0)::int AS m16,
       count(*) FILTER (WHERE months & 16515072 <> 0)::int AS m17,
       count(*) FILTER (WHERE months & 16773120 <> 0)::int AS m18,
       count(*) FILTER (WHERE months & 4096 <> 0)::int AS m19,
       count(*) FILTER (WHERE months & 12288 <> 0)::int AS m20,
       count(*) FILTER (WHERE months & 28672 <> 0)::int AS m21,
       count(*) FILTER (WHERE months & 61440 <> 0)::int AS m22,
       count(*) FILTER (WHERE months & 126976 <> 0)::int AS m23,
       count(*) FILTER (WHERE months & 258048 <> 0)::int AS m24,
       count(*) FILTER (WHERE months & 520192 <> 0)::int AS m25,
       count(*) FILTER (WHERE months & 1044480 <> 0)::int AS m26,
       count(*) FILTER (WHERE months & 2093056 <> 0)::int AS m27,
       count(*) FILTER (WHERE months & 4190208 <> 0)::int AS m28,
       count(*) FILTER (WHERE months & 8384512 <> 0)::int AS m29,
       count(*) FILTER (WHERE months & 16773120 <> 0)::int AS m30,
       count(*) FILTER (WHERE months & 1 <> 0)::int AS e00,
       count(*) FILTER (WHERE months & 2 <> 0)::int AS e01,
       count(*) FILTER (WHERE months & 4 <> 0)::int AS e02,
       count(*) FILTER (WHERE months & 8 <> 0)::int AS e03,
       count(*) FILTER (WHERE months & 16 <> 0)::int AS e04,
       count(*) FILTER (WHERE months & 32 <> 0)::int AS e05,
       count(*) FILTER (WHERE months & 64 <> 0)::int AS e06,
       count(*) FILTER (WHERE months & 128 <> 0)::int AS e07,
       count(*) FILTER (WHERE months & 256 <> 0)::int AS e08,
       count(*) FILTER (WHERE months & 512 <> 0)::int AS e09,
       count(*) FILTER (WHERE months & 1024 <> 0)::int AS e10,
       count(*) FILTER (WHERE months & 2048 <> 0)::int AS e11
  FROM (SELECT a.ancestor_id AS unit, c.subject, max(c.d1) AS d1, max(c.d2) AS d2, max(c.d3) AS d3,
               bit_or(c.bits * 4096 + c.end_bits) AS months
          FROM floor_mask c JOIN org_ancestry a ON a.unit_id = c.unit
           AND a.first_month <= %(january)s AND a.last_month >= %(january)s
         WHERE c.roll = 'roster' AND c.year = %(year)s
         GROUP BY a.ancestor_id, c.subject) listed
 GROUP BY unit, d1, d2, d3;

-- workforce.headcount: the whole and its slices
CREATE TEMP TABLE floor_cut AS
SELECT CASE WHEN GROUPING(d1) = 0 THEN 'gender=' || d1
                    WHEN GROUPING(d2) = 0 THEN 'category=' || d2
                    WHEN GROUPING(d3) = 0 THEN 'own=' || d3 ELSE '' END AS slice, unit,
               sum(m00) AS m00, sum(m01) AS m01, sum(m02) AS m02, sum(m03) AS m03, sum(m04) AS m04,
               sum(m05) AS m05, sum(m06) AS m06, sum(m07) AS m07, sum(m08) AS m08, sum(m09) AS m09,
               sum(m10) AS m10, sum(m11) AS m11, sum(m12) AS m12, sum(m13) AS m13, sum(m14) AS m14,
               sum(m15) AS m15, sum(m16) AS m16, sum(m17) AS m17, sum(m18) AS m18, sum(m19) AS m19,
               sum(m20) AS m20, sum(m21) AS m21, sum(m22) AS m22, sum(m23) AS m23, sum(m24) AS m24,
               sum(m25) AS m25, sum(m26) AS m26, sum(m27) AS m27, sum(m28) AS m28, sum(m29) AS m29,
               sum(m30) AS m30, sum(e00) AS e00, sum(e01) AS e01, sum(e02) AS e02, sum(e03) AS e03,
               sum(e04) AS e04, sum(e05) AS e05, sum(e06) AS e06, sum(e07) AS e07, sum(e08) AS e08,
               sum(e09) AS e09, sum(e10) AS e10, sum(e11) AS e11
          FROM floor_counted
         GROUP BY GROUPING SETS ((unit), (unit, d1), (unit, d2), (unit, d3))
        HAVING GROUPING(d1) = 1 AND GROUPING(d2) = 1 OR coalesce(d1, d2) <> '';

INSERT INTO floor_value (measure, slice, year, unit,
        s00, s01, s02, s03, s04, s05, s06, s07, s08, s09, s10, s11, s12, s13, s14, s15, s16, s17,
        s18, s19, s20, s21, s22, s23, s24, s25, s26, s27, s28, s29, s30)
SELECT 'workforce.headcount', slice, %(year)s, unit,
       m00, m01, m02, m03, m04, m05, m06, m07, m08, m09, m10, m11, m12, m13, m14, m15, m16, m17,
       m18, m19, m20, m21, m22, m23, m24, m25, m26, m27, m28, m29, m30
  FROM floor_cut;

INSERT INTO floor_value (measure, slice, year, unit,
        s00, s01, s02, s03, s04, s05, s06, s07, s08, s09, s10, s11, s12, s13, s14, s15, s16, s17,
        s18, s19, s20, s21, s22, s23, s24, s25, s26, s27, s28, s29, s30)
SELECT 'workforce.headcount_end', slice, %(year)s, unit,
       e00, e01, e02, e03, e04, e05, e06, e07, e08, e09, e10, e11, e02, e05, e08, e11, e05, e11,
       e11, e00, e01, e02, e03, e04, e05, e06, e07, e08, e09, e10, e11
  FROM floor_cut WHERE e00 + e01 + e02 + e03 + e04 + e05 + e06 + e07 + e08 + e09 + e10 + e11 > 0;

DROP TABLE floor_cut;

-- workforce.employees: the whole and its slices
CREATE TEMP TABLE floor_cut AS
SELECT CASE WHEN GROUPING(d1) = 0 THEN 'gender=' || d1
                    WHEN GROUPING(d2) = 0 THEN 'category=' || d2
                    WHEN GROUPING(d3) = 0 THEN 'own=' || d3 ELSE '' END AS slice, unit,
               sum(m00) AS m00, sum(m01) AS m01, sum(m02) AS m02, sum(m03) AS m03, sum(m04) AS m04,
               sum(m05) AS m05, sum(m06) AS m06, sum(m07) AS m07, sum(m08) AS m08, sum(m09) AS m09,
               sum(m10) AS m10, sum(m11) AS m11, sum(m12) AS m12, sum(m13) AS m13, sum(m14) AS m14,
               sum(m15) AS m15, sum(m16) AS m16, sum(m17) AS m17, sum(m18) AS m18, sum(m19) AS m19,
               sum(m20) AS m20, sum(m21) AS m21, sum(m22) AS m22, sum(m23) AS m23, sum(m24) AS m24,
               sum(m25) AS m25, sum(m26) AS m26, sum(m27) AS m27, sum(m28) AS m28, sum(m29) AS m29,
               sum(m30) AS m30, sum(e00) AS e00, sum(e01) AS e01, sum(e02) AS e02, sum(e03) AS e03,
               sum(e04) AS e04, sum(e05) AS e05, sum(e06) AS e06, sum(e07) AS e07, sum(e08) AS e08,
               sum(e09) AS e09, sum(e10) AS e10, sum(e11) AS e11
          FROM floor_counted WHERE d3 = 'yes'
         GROUP BY GROUPING SETS ((unit), (unit, d1), (unit, d2), (unit, d3))
        HAVING GROUPING(d1) = 1 AND GROUPING(d2) = 1 OR coalesce(d1, d2) <> '';

INSERT INTO floor_value (measure, slice, year, unit,
        s00, s01, s02, s03, s04, s05, s06, s07, s08, s09, s10, s11, s12, s13, s14, s15, s16, s17,
        s18, s19, s20, s21, s22, s23, s24, s25, s26, s27, s28, s29, s30)
SELECT 'workforce.employees', slice, %(year)s, unit,
       m00, m01, m02, m03, m04, m05, m06, m07, m08, m09, m10, m11, m12, m13, m14, m15, m16, m17,
       m18, m19, m20, m21, m22, m23, m24, m25, m26, m27, m28, m29, m30
  FROM floor_cut;

INSERT INTO floor_value (measure, slice, year, unit,
        s00, s01, s02, s03, s04, s05, s06, s07, s08, s09, s10, s11, s12, s13, s14, s15, s16, s17,
        s18, s19, s20, s21, s22, s23, s24, s25, s26, s27, s28, s29, s30)
SELECT 'workforce.employees_end', slice, %(year)s, unit,
       e00, e01, e02, e03, e04, e05, e06, e07, e08, e09, e10, e11, e02, e05, e08, e11, e05, e11,
       e11, e00, e01, e02, e03, e04, e05, e06, e07, e08, e09, e10, e11
  FROM floor_cut WHERE e00 + e01 + e02 + e03 + e04 + e05 + e06 + e07 + e08 + e09 + e10 + e11 > 0;

DROP TABLE floor_cut;

DROP TABLE floor_counted;

-- workforce.hours_worked
INSERT INTO floor_tally (measure, unit, month, amount, d1, d2, d3, d4)
SELECT 'workforce.hours_worked', unit_id, month, hours, '', '', '', ''
  FROM people_workedhours
 WHERE status = 'counted' AND month BETWEEN %(january)s AND %(january)s + 11;

INSERT INTO floor_value (measure, slice, year, unit,
        s00, s01, s02, s03, s04, s05, s06, s07, s08, s09, s10, s11, s12, s13, s14, s15, s16, s17,
        s18, s19, s20, s21, s22, s23, s24, s25, s26, s27, s28, s29, s30)
SELECT 'workforce.hours_worked', '', %(year)s, a.ancestor_id,
       coalesce(sum(amount) FILTER (WHERE month BETWEEN %(january)s + 0 AND %(january)s + 0), 0),
       coalesce(sum(amount) FILTER (WHERE month BETWEEN %(january)s + 1 AND %(january)s + 1), 0),
       coalesce(sum(amount) FILTER (WHERE month BETWEEN %(january)s + 2 AND %(january)s + 2), 0),
       coalesce(sum(amount) FILTER (WHERE month BETWEEN %(january)s + 3 AND %(january)s + 3), 0),
       coalesce(sum(amount) FILTER (WHERE month BETWEEN %(january)s + 4 AND %(january)s + 4), 0),
       coalesce(sum(amount) FILTER (WHERE month BETWEEN %(january)s + 5 AND %(january)s + 5), 0),
       coalesce(sum(amount) FILTER (WHERE month BETWEEN %(january)s + 6 AND %(january)s + 6), 0),
       coalesce(sum(amount) FILTER (WHERE month BETWEEN %(january)s + 7 AND %(january)s + 7), 0),
       coalesce(sum(amount) FILTER (WHERE month BETWEEN %(january)s + 8 AND %(january)s + 8), 0),
       coalesce(sum(amount) FILTER (WHERE month BETWEEN %(january)s + 9 AND %(january)s + 9), 0),
       coalesce(sum(amount) FILTER (WHERE month BETWEEN %(january)s + 10 AND %(january)s + 10), 0),
       coalesce(sum(amount) FILTER (WHERE month BETWEEN %(january)s + 11 AND %(january)s + 11), 0),
       coalesce(sum(amount) FILTER (WHERE month BETWEEN %(january)s + 0 AND %(january)s + 2), 0),
       coalesce(sum(amount) FILTER (WHERE month BETWEEN %(january)s + 3 AND %(january)s + 5), 0),
       coalesce(sum(amount) FILTER (WHERE month BETWEEN %(january)s + 6 AND %(january)s + 8), 0),
       coalesce(sum(amount) FILTER (WHERE month BETWEEN %(january)s + 9 AND %(january)s + 11), 0),
       coalesce(sum(amount) FILTER (WHERE month BETWEEN %(january)s + 0 AND %(january)s + 5), 0),
       coalesce(sum(amount) FILTER (WHERE month BETWEEN %(january)s + 6 AND %(january)s + 11), 0),
       coalesce(sum(amount) FILTER (WHERE month BETWEEN %(january)s + 0 AND %(january)s + 11), 0),
       coalesce(sum(amount) FILTER (WHERE month BETWEEN %(january)s + 0 AND %(january)s + 0), 0),
       coalesce(sum(amount) FILTER (WHERE month BETWEEN %(january)s + 0 AND %(january)s + 1), 0),
       coalesce(sum(amount) FILTER (WHERE month BETWEEN %(january)s + 0 AND %(january)s + 2), 0),
       coalesce(sum(amount) FILTER (WHERE month BETWEEN %(january)s + 0 AND %(january)s + 3), 0),
       coalesce(sum(amount) FILTER (WHERE month BETWEEN %(january)s + 0 AND %(january)s + 4), 0),
       coalesce(sum(amount) FILTER (WHERE month BETWEEN %(january)s + 0 AND %(january)s + 5), 0),
       coalesce(sum(amount) FILTER (WHERE month BETWEEN %(january)s + 0 AND %(january)s + 6), 0),
       coalesce(sum(amount) FILTER (WHERE month BETWEEN %(january)s + 0 AND %(january)s + 7), 0),
       coalesce(sum(amount) FILTER (WHERE month BETWEEN %(january)s + 0 AND %(january)s + 8), 0),
       coalesce(sum(amount) FILTER (WHERE month BETWEEN %(january)s + 0 AND %(january)s + 9), 0),
       coalesce(sum(amount) FILTER (WHERE month BETWEEN %(january)s + 0 AND %(january)s + 10), 0),
       coalesce(sum(amount) FILTER (WHERE month BETWEEN %(january)s + 0 AND %(january)s + 11), 0)
  FROM floor_tally c JOIN org_ancestry a ON a.unit_id = c.unit
   AND a.first_month <= %(january)s AND a.last_month >= %(january)s
 WHERE measure = 'workforce.hours_worked' AND month BETWEEN %(january)s AND %(january)s + 11
 GROUP BY a.ancestor_id HAVING sum(amount) <> 0;
