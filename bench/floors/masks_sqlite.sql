-- The mask method for one year, by hand and bare. `bit_or` is ours, in Python: where
-- nearly all groups are of one or two rows, min | max is quicker.

-- active: one listing a subject
INSERT INTO floor_mask (roll, year, subject, unit, bits, end_bits, d1, d2, d3, d4)
SELECT 'active', :year, subject, unit, (1 << stop) - (1 << first), (1 << end_stop) - (1 << first), '', '', '', ''
  FROM (SELECT id AS subject, id AS unit, 
               CASE WHEN opened_on IS NULL OR opened_on < :first THEN 0
                    ELSE CAST(substr(opened_on, 6, 2) AS int) - 1 END AS first,
               CASE WHEN closed_on IS NULL OR closed_on > :last THEN 12
                    ELSE CAST(substr(closed_on, 6, 2) AS int) END AS stop,
               CASE WHEN closed_on IS NULL OR closed_on >= :last THEN 12
                    ELSE CAST(substr(date(closed_on, '+1 day'), 6, 2) AS int) - 1 END AS end_stop
          FROM org_unit
         WHERE kind = 'project' AND status = 'counted'
           AND (opened_on IS NULL OR opened_on <= :last) AND (closed_on IS NULL OR closed_on >= :first)) f;

-- roster: the months of each subject at each unit
INSERT INTO floor_mask (roll, year, subject, unit, bits, end_bits, d1, d2, d3, d4)
WITH f AS MATERIALIZED
       (SELECT subject, unit, d1, d2, d3, (1 << stop) - (1 << first) AS bits, (1 << end_stop) - (1 << first) AS ends
          FROM (SELECT p.person_id AS subject, p.unit_id AS unit, h.gender AS d1, h.category AS d2,
               CASE WHEN h.contractor_id IS NULL THEN 'yes' ELSE 'no' END AS d3,
               CASE WHEN p.start_on IS NULL OR p.start_on < :first THEN 0
                    ELSE CAST(substr(p.start_on, 6, 2) AS int) - 1 END AS first,
               CASE WHEN p.end_on IS NULL OR p.end_on > :last THEN 12
                    ELSE CAST(substr(p.end_on, 6, 2) AS int) END AS stop,
               CASE WHEN p.end_on IS NULL OR p.end_on >= :last THEN 12
                    ELSE CAST(substr(date(p.end_on, '+1 day'), 6, 2) AS int) - 1 END AS end_stop
          FROM people_posting p JOIN people_person h ON h.id = p.person_id
         WHERE h.status = 'counted' AND p.status = 'counted'
           AND (p.start_on IS NULL OR p.start_on <= :last) AND (p.end_on IS NULL OR p.end_on >= :first)) r)
SELECT 'roster', :year, subject, unit, bit_or(bits), bit_or(ends), max(d1), max(d2), max(d3), ''
  FROM f GROUP BY subject, unit ORDER BY subject, unit;

-- engaged: the months of each subject at each unit
INSERT INTO floor_mask (roll, year, subject, unit, bits, end_bits, d1, d2, d3, d4)
WITH f AS MATERIALIZED
       (SELECT subject, unit,  (1 << stop) - (1 << first) AS bits, (1 << end_stop) - (1 << first) AS ends
          FROM (SELECT h.contractor_id AS subject, p.unit_id AS unit, 
               CASE WHEN p.start_on IS NULL OR p.start_on < :first THEN 0
                    ELSE CAST(substr(p.start_on, 6, 2) AS int) - 1 END AS first,
               CASE WHEN p.end_on IS NULL OR p.end_on > :last THEN 12
                    ELSE CAST(substr(p.end_on, 6, 2) AS int) END AS stop,
               CASE WHEN p.end_on IS NULL OR p.end_on >= :last THEN 12
                    ELSE CAST(substr(date(p.end_on, '+1 day'), 6, 2) AS int) - 1 END AS end_stop
          FROM people_posting p JOIN people_person h ON h.id = p.person_id
               JOIN people_contractor k ON k.id = h.contractor_id
         WHERE h.status = 'counted' AND p.status = 'counted' AND k.status = 'counted'
           AND (p.start_on IS NULL OR p.start_on <= :last) AND (p.end_on IS NULL OR p.end_on >= :first)) r)
SELECT 'engaged', :year, subject, unit, bit_or(bits), bit_or(ends), '', '', '', ''
  FROM f GROUP BY subject, unit ORDER BY subject, unit;

-- projects.active: counted at every unit in one pass
INSERT INTO floor_value (measure, slice, year, unit,
        s00, s01, s02, s03, s04, s05, s06, s07, s08, s09, s10, s11, s12, s13, s14, s15, s16, s17,
        s18, s19, s20, s21, s22, s23, s24, s25, s26, s27, s28, s29, s30)
SELECT 'projects.active', '', :year, unit,
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
  FROM (SELECT a.ancestor_id AS unit, c.subject, bit_or(c.bits) AS months
          FROM floor_mask c JOIN org_ancestry a ON a.unit_id = c.unit
           AND a.first_month <= :january AND a.last_month >= :january
         WHERE c.roll = 'active' AND c.year = :year
         GROUP BY a.ancestor_id, c.subject) listed
 GROUP BY unit;

-- contractors.count: counted at every unit in one pass
INSERT INTO floor_value (measure, slice, year, unit,
        s00, s01, s02, s03, s04, s05, s06, s07, s08, s09, s10, s11, s12, s13, s14, s15, s16, s17,
        s18, s19, s20, s21, s22, s23, s24, s25, s26, s27, s28, s29, s30)
SELECT 'contractors.count', '', :year, unit,
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
  FROM (SELECT a.ancestor_id AS unit, c.subject, bit_or(c.bits) AS months
          FROM floor_mask c JOIN org_ancestry a ON a.unit_id = c.unit
           AND a.first_month <= :january AND a.last_month >= :january
         WHERE c.roll = 'engaged' AND c.year = :year
         GROUP BY a.ancestor_id, c.subject) listed
 GROUP BY unit;

-- The roster counted at every unit by gender, category and employer in one pass
CREATE TEMP TABLE floor_counted AS
SELECT unit, d1, d2, d3,
       count(*) FILTER (WHERE months & 4096 <> 0) AS m00,
       count(*) FILTER (WHERE months & 8192 <> 0) AS m01,
       count(*) FILTER (WHERE months & 16384 <> 0) AS m02,
       count(*) FILTER (WHERE months & 32768 <> 0) AS m03,
       count(*) FILTER (WHERE months & 65536 <> 0) AS m04,
       count(*) FILTER (WHERE months & 131072 <> 0) AS m05,
       count(*) FILTER (WHERE months & 262144 <> 0) AS m06,
       count(*) FILTER (WHERE months & 524288 <> 0) AS m07,
       count(*) FILTER (WHERE months & 1048576 <> 0) AS m08,
       count(*) FILTER (WHERE months & 2097152 <> 0) AS m09,
       count(*) FILTER (WHERE months & 4194304 <> 0) AS m10,
       count(*) FILTER (WHERE months & 8388608 <> 0) AS m11,
       count(*) FILTER (WHERE months & 28672 <> 0) AS m12,
       count(*) FILTER (WHERE months & 229376 <> 0) AS m13,
       count(*) FILTER (WHERE months & 1835008 <> 0) AS m14,
       count(*) FILTER (WHERE months & 14680064 <> 0) AS m15,
       count(*) FILTER (WHERE months & 258048 <> 0) AS m16,
       count(*) FILTER (WHERE months & 16515072 <> 0) AS m17,
       count(*) FILTER (WHERE months & 16773120 <> 0) AS m18,
       count(*) FILTER (WHERE months & 4096 <> 0) AS m19,
       count(*) FILTER (WHERE months & 12288 <> 0) AS m20,
       count(*) FILTER (WHERE months & 28672 <> 0) AS m21,
       count(*) FILTER (WHERE months & 61440 <> 0) AS m22,
       count(*) FILTER (WHERE months & 126976 <> 0) AS m23,
       count(*) FILTER (WHERE months & 258048 <> 0) AS m24,
       count(*) FILTER (WHERE months & 520192 <> 0) AS m25,
       count(*) FILTER (WHERE months & 1044480 <> 0) AS m26,
       count(*) FILTER (WHERE months & 2093056 <> 0) AS m27,
       count(*) FILTER (WHERE months & 4190208 <> 0) AS m28,
       count(*) FILTER (WHERE months & 8384512 <> 0) AS m29,
       count(*) FILTER (WHERE months & 16773120 <> 0) AS m30,
       count(*) FILTER (WHERE months & 1 <> 0) AS e00,
       count(*) FILTER (WHERE months & 2 <> 0) AS e01,
       count(*) FILTER (WHERE months & 4 <> 0) AS e02,
       count(*) FILTER (WHERE months & 8 <> 0) AS e03,
       count(*) FILTER (WHERE months & 16 <> 0) AS e04,
       count(*) FILTER (WHERE months & 32 <> 0) AS e05,
       count(*) FILTER (WHERE months & 64 <> 0) AS e06,
       count(*) FILTER (WHERE months & 128 <> 0) AS e07,
       count(*) FILTER (WHERE months & 256 <> 0) AS e08,
       count(*) FILTER (WHERE months & 512 <> 0) AS e09,
       count(*) FILTER (WHERE months & 1024 <> 0) AS e10,
       count(*) FILTER (WHERE months & 2048 <> 0) AS e11
  FROM (SELECT a.ancestor_id AS unit, c.subject, max(c.d1) AS d1, max(c.d2) AS d2, max(c.d3) AS d3,
               min(c.bits * 4096 + c.end_bits) | max(c.bits * 4096 + c.end_bits) AS months
          FROM floor_mask c JOIN org_ancestry a ON a.unit_id = c.unit
           AND a.first_month <= :january AND a.last_month >= :january
         WHERE c.roll = 'roster' AND c.year = :year
         GROUP BY a.ancestor_id, c.subject HAVING count(*) <= 2
         UNION ALL
        SELECT a.ancestor_id, c.subject, max(c.d1) AS d1, max(c.d2) AS d2, max(c.d3) AS d3,
               max((c.bits * 4096 + c.end_bits) & 1)
             | max((c.bits * 4096 + c.end_bits) & 2)
             | max((c.bits * 4096 + c.end_bits) & 4)
             | max((c.bits * 4096 + c.end_bits) & 8)
             | max((c.bits * 4096 + c.end_bits) & 16)
             | max((c.bits * 4096 + c.end_bits) & 32)
             | max((c.bits * 4096 + c.end_bits) & 64)
             | max((c.bits * 4096 + c.end_bits) & 128)
             | max((c.bits * 4096 + c.end_bits) & 256)
             | max((c.bits * 4096 + c.end_bits) & 512)
             | max((c.bits * 4096 + c.end_bits) & 1024)
             | max((c.bits * 4096 + c.end_bits) & 2048)
             | max((c.bits * 4096 + c.end_bits) & 4096)
             | max((c.bits * 4096 + c.end_bits) & 8192)
             | max((c.bits * 4096 + c.end_bits) & 16384)
             | max((c.bits * 4096 + c.end_bits) & 32768)
             | max((c.bits * 4096 + c.end_bits) & 65536)
             | max((c.bits * 4096 + c.end_bits) & 131072)
             | max((c.bits * 4096 + c.end_bits) & 262144)
             | max((c.bits * 4096 + c.end_bits) & 524288)
             | max((c.bits * 4096 + c.end_bits) & 1048576)
             | max((c.bits * 4096 + c.end_bits) & 2097152)
             | max((c.bits * 4096 + c.end_bits) & 4194304)
             | max((c.bits * 4096 + c.end_bits) & 8388608)
          FROM floor_mask c JOIN org_ancestry a ON a.unit_id = c.unit
           AND a.first_month <= :january AND a.last_month >= :january
         WHERE c.roll = 'roster' AND c.year = :year
           AND c.subject IN (SELECT subject FROM floor_mask WHERE roll = 'roster' AND year = :year
                              GROUP BY subject HAVING count(*) > 2)
         GROUP BY a.ancestor_id, c.subject HAVING count(*) > 2) listed
 GROUP BY unit, d1, d2, d3;

-- workforce.headcount: the whole and its slices
CREATE TEMP TABLE floor_cut AS
SELECT '' AS slice, unit,
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
         GROUP BY unit
         UNION ALL
        SELECT 'gender=' || d1 AS slice, unit,
               sum(m00) AS m00, sum(m01) AS m01, sum(m02) AS m02, sum(m03) AS m03, sum(m04) AS m04,
               sum(m05) AS m05, sum(m06) AS m06, sum(m07) AS m07, sum(m08) AS m08, sum(m09) AS m09,
               sum(m10) AS m10, sum(m11) AS m11, sum(m12) AS m12, sum(m13) AS m13, sum(m14) AS m14,
               sum(m15) AS m15, sum(m16) AS m16, sum(m17) AS m17, sum(m18) AS m18, sum(m19) AS m19,
               sum(m20) AS m20, sum(m21) AS m21, sum(m22) AS m22, sum(m23) AS m23, sum(m24) AS m24,
               sum(m25) AS m25, sum(m26) AS m26, sum(m27) AS m27, sum(m28) AS m28, sum(m29) AS m29,
               sum(m30) AS m30, sum(e00) AS e00, sum(e01) AS e01, sum(e02) AS e02, sum(e03) AS e03,
               sum(e04) AS e04, sum(e05) AS e05, sum(e06) AS e06, sum(e07) AS e07, sum(e08) AS e08,
               sum(e09) AS e09, sum(e10) AS e10, sum(e11) AS e11
          FROM floor_counted WHERE d1 <> ''
         GROUP BY unit, d1
         UNION ALL
        SELECT 'category=' || d2 AS slice, unit,
               sum(m00) AS m00, sum(m01) AS m01, sum(m02) AS m02, sum(m03) AS m03, sum(m04) AS m04,
               sum(m05) AS m05, sum(m06) AS m06, sum(m07) AS m07, sum(m08) AS m08, sum(m09) AS m09,
               sum(m10) AS m10, sum(m11) AS m11, sum(m12) AS m12, sum(m13) AS m13, sum(m14) AS m14,
               sum(m15) AS m15, sum(m16) AS m16, sum(m17) AS m17, sum(m18) AS m18, sum(m19) AS m19,
               sum(m20) AS m20, sum(m21) AS m21, sum(m22) AS m22, sum(m23) AS m23, sum(m24) AS m24,
               sum(m25) AS m25, sum(m26) AS m26, sum(m27) AS m27, sum(m28) AS m28, sum(m29) AS m29,
               sum(m30) AS m30, sum(e00) AS e00, sum(e01) AS e01, sum(e02) AS e02, sum(e03) AS e03,
               sum(e04) AS e04, sum(e05) AS e05, sum(e06) AS e06, sum(e07) AS e07, sum(e08) AS e08,
               sum(e09) AS e09, sum(e10) AS e10, sum(e11) AS e11
          FROM floor_counted WHERE d2 <> ''
         GROUP BY unit, d2
         UNION ALL
        SELECT 'own=' || d3 AS slice, unit,
               sum(m00) AS m00, sum(m01) AS m01, sum(m02) AS m02, sum(m03) AS m03, sum(m04) AS m04,
               sum(m05) AS m05, sum(m06) AS m06, sum(m07) AS m07, sum(m08) AS m08, sum(m09) AS m09,
               sum(m10) AS m10, sum(m11) AS m11, sum(m12) AS m12, sum(m13) AS m13, sum(m14) AS m14,
               sum(m15) AS m15, sum(m16) AS m16, sum(m17) AS m17, sum(m18) AS m18, sum(m19) AS m19,
               sum(m20) AS m20, sum(m21) AS m21, sum(m22) AS m22, sum(m23) AS m23, sum(m24) AS m24,
               sum(m25) AS m25, sum(m26) AS m26, sum(m27) AS m27, sum(m28) AS m28, sum(m29) AS m29,
               sum(m30) AS m30, sum(e00) AS e00, sum(e01) AS e01, sum(e02) AS e02, sum(e03) AS e03,
               sum(e04) AS e04, sum(e05) AS e05, sum(e06) AS e06, sum(e07) AS e07, sum(e08) AS e08,
               sum(e09) AS e09, sum(e10) AS e10, sum(e11) AS e11
          FROM floor_counted WHERE d3 <> ''
         GROUP BY unit, d3;

INSERT INTO floor_value (measure, slice, year, unit,
        s00, s01, s02, s03, s04, s05, s06, s07, s08, s09, s10, s11, s12, s13, s14, s15, s16, s17,
        s18, s19, s20, s21, s22, s23, s24, s25, s26, s27, s28, s29, s30)
SELECT 'workforce.headcount', slice, :year, unit,
       m00, m01, m02, m03, m04, m05, m06, m07, m08, m09, m10, m11, m12, m13, m14, m15, m16, m17,
       m18, m19, m20, m21, m22, m23, m24, m25, m26, m27, m28, m29, m30
  FROM floor_cut;

INSERT INTO floor_value (measure, slice, year, unit,
        s00, s01, s02, s03, s04, s05, s06, s07, s08, s09, s10, s11, s12, s13, s14, s15, s16, s17,
        s18, s19, s20, s21, s22, s23, s24, s25, s26, s27, s28, s29, s30)
SELECT 'workforce.headcount_end', slice, :year, unit,
       e00, e01, e02, e03, e04, e05, e06, e07, e08, e09, e10, e11, e02, e05, e08, e11, e05, e11,
       e11, e00, e01, e02, e03, e04, e05, e06, e07, e08, e09, e10, e11
  FROM floor_cut WHERE e00 + e01 + e02 + e03 + e04 + e05 + e06 + e07 + e08 + e09 + e10 + e11 > 0;

DROP TABLE floor_cut;

-- workforce.employees: the whole and its slices
CREATE TEMP TABLE floor_cut AS
SELECT '' AS slice, unit,
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
         GROUP BY unit
         UNION ALL
        SELECT 'gender=' || d1 AS slice, unit,
               sum(m00) AS m00, sum(m01) AS m01, sum(m02) AS m02, sum(m03) AS m03, sum(m04) AS m04,
               sum(m05) AS m05, sum(m06) AS m06, sum(m07) AS m07, sum(m08) AS m08, sum(m09) AS m09,
               sum(m10) AS m10, sum(m11) AS m11, sum(m12) AS m12, sum(m13) AS m13, sum(m14) AS m14,
               sum(m15) AS m15, sum(m16) AS m16, sum(m17) AS m17, sum(m18) AS m18, sum(m19) AS m19,
               sum(m20) AS m20, sum(m21) AS m21, sum(m22) AS m22, sum(m23) AS m23, sum(m24) AS m24,
               sum(m25) AS m25, sum(m26) AS m26, sum(m27) AS m27, sum(m28) AS m28, sum(m29) AS m29,
               sum(m30) AS m30, sum(e00) AS e00, sum(e01) AS e01, sum(e02) AS e02, sum(e03) AS e03,
               sum(e04) AS e04, sum(e05) AS e05, sum(e06) AS e06, sum(e07) AS e07, sum(e08) AS e08,
               sum(e09) AS e09, sum(e10) AS e10, sum(e11) AS e11
          FROM floor_counted WHERE d3 = 'yes' AND d1 <> ''
         GROUP BY unit, d1
         UNION ALL
        SELECT 'category=' || d2 AS slice, unit,
               sum(m00) AS m00, sum(m01) AS m01, sum(m02) AS m02, sum(m03) AS m03, sum(m04) AS m04,
               sum(m05) AS m05, sum(m06) AS m06, sum(m07) AS m07, sum(m08) AS m08, sum(m09) AS m09,
               sum(m10) AS m10, sum(m11) AS m11, sum(m12) AS m12, sum(m13) AS m13, sum(m14) AS m14,
               sum(m15) AS m15, sum(m16) AS m16, sum(m17) AS m17, sum(m18) AS m18, sum(m19) AS m19,
               sum(m20) AS m20, sum(m21) AS m21, sum(m22) AS m22, sum(m23) AS m23, sum(m24) AS m24,
               sum(m25) AS m25, sum(m26) AS m26, sum(m27) AS m27, sum(m28) AS m28, sum(m29) AS m29,
               sum(m30) AS m30, sum(e00) AS e00, sum(e01) AS e01, sum(e02) AS e02, sum(e03) AS e03,
               sum(e04) AS e04, sum(e05) AS e05, sum(e06) AS e06, sum(e07) AS e07, sum(e08) AS e08,
               sum(e09) AS e09, sum(e10) AS e10, sum(e11) AS e11
          FROM floor_counted WHERE d3 = 'yes' AND d2 <> ''
         GROUP BY unit, d2
         UNION ALL
        SELECT 'own=' || d3 AS slice, unit,
               sum(m00) AS m00, sum(m01) AS m01, sum(m02) AS m02, sum(m03) AS m03, sum(m04) AS m04,
               sum(m05) AS m05, sum(m06) AS m06, sum(m07) AS m07, sum(m08) AS m08, sum(m09) AS m09,
               sum(m10) AS m10, sum(m11) AS m11, sum(m12) AS m12, sum(m13) AS m13, sum(m14) AS m14,
               sum(m15) AS m15, sum(m16) AS m16, sum(m17) AS m17, sum(m18) AS m18, sum(m19) AS m19,
               sum(m20) AS m20, sum(m21) AS m21, sum(m22) AS m22, sum(m23) AS m23, sum(m24) AS m24,
               sum(m25) AS m25, sum(m26) AS m26, sum(m27) AS m27, sum(m28) AS m28, sum(m29) AS m29,
               sum(m30) AS m30, sum(e00) AS e00, sum(e01) AS e01, sum(e02) AS e02, sum(e03) AS e03,
               sum(e04) AS e04, sum(e05) AS e05, sum(e06) AS e06, sum(e07) AS e07, sum(e08) AS e08,
               sum(e09) AS e09, sum(e10) AS e10, sum(e11) AS e11
          FROM floor_counted WHERE d3 = 'yes' AND d3 <> ''
         GROUP BY unit, d3;

INSERT INTO floor_value (measure, slice, year, unit,
        s00, s01, s02, s03, s04, s05, s06, s07, s08, s09, s10, s11, s12, s13, s14, s15, s16, s17,
        s18, s19, s20, s21, s22, s23, s24, s25, s26, s27, s28, s29, s30)
SELECT 'workforce.employees', slice, :year, unit,
       m00, m01, m02, m03, m04, m05, m06, m07, m08, m09, m10, m11, m12, m13, m14, m15, m16, m17,
       m18, m19, m20, m21, m22, m23, m24, m25, m26, m27, m28, m29, m30
  FROM floor_cut;

INSERT INTO floor_value (measure, slice, year, unit,
        s00, s01, s02, s03, s04, s05, s06, s07, s08, s09, s10, s11, s12, s13, s14, s15, s16, s17,
        s18, s19, s20, s21, s22, s23, s24, s25, s26, s27, s28, s29, s30)
SELECT 'workforce.employees_end', slice, :year, unit,
       e00, e01, e02, e03, e04, e05, e06, e07, e08, e09, e10, e11, e02, e05, e08, e11, e05, e11,
       e11, e00, e01, e02, e03, e04, e05, e06, e07, e08, e09, e10, e11
  FROM floor_cut WHERE e00 + e01 + e02 + e03 + e04 + e05 + e06 + e07 + e08 + e09 + e10 + e11 > 0;

DROP TABLE floor_cut;

DROP TABLE floor_counted;

-- workforce.hours_worked
INSERT INTO floor_tally (measure, unit, month, amount, d1, d2, d3, d4)
SELECT 'workforce.hours_worked', unit_id, month, hours, '', '', '', ''
  FROM people_workedhours
 WHERE status = 'counted' AND month BETWEEN :january AND :january + 11;

INSERT INTO floor_value (measure, slice, year, unit,
        s00, s01, s02, s03, s04, s05, s06, s07, s08, s09, s10, s11, s12, s13, s14, s15, s16, s17,
        s18, s19, s20, s21, s22, s23, s24, s25, s26, s27, s28, s29, s30)
SELECT 'workforce.hours_worked', '', :year, a.ancestor_id,
       coalesce(sum(amount) FILTER (WHERE month BETWEEN :january + 0 AND :january + 0), 0),
       coalesce(sum(amount) FILTER (WHERE month BETWEEN :january + 1 AND :january + 1), 0),
       coalesce(sum(amount) FILTER (WHERE month BETWEEN :january + 2 AND :january + 2), 0),
       coalesce(sum(amount) FILTER (WHERE month BETWEEN :january + 3 AND :january + 3), 0),
       coalesce(sum(amount) FILTER (WHERE month BETWEEN :january + 4 AND :january + 4), 0),
       coalesce(sum(amount) FILTER (WHERE month BETWEEN :january + 5 AND :january + 5), 0),
       coalesce(sum(amount) FILTER (WHERE month BETWEEN :january + 6 AND :january + 6), 0),
       coalesce(sum(amount) FILTER (WHERE month BETWEEN :january + 7 AND :january + 7), 0),
       coalesce(sum(amount) FILTER (WHERE month BETWEEN :january + 8 AND :january + 8), 0),
       coalesce(sum(amount) FILTER (WHERE month BETWEEN :january + 9 AND :january + 9), 0),
       coalesce(sum(amount) FILTER (WHERE month BETWEEN :january + 10 AND :january + 10), 0),
       coalesce(sum(amount) FILTER (WHERE month BETWEEN :january + 11 AND :january + 11), 0),
       coalesce(sum(amount) FILTER (WHERE month BETWEEN :january + 0 AND :january + 2), 0),
       coalesce(sum(amount) FILTER (WHERE month BETWEEN :january + 3 AND :january + 5), 0),
       coalesce(sum(amount) FILTER (WHERE month BETWEEN :january + 6 AND :january + 8), 0),
       coalesce(sum(amount) FILTER (WHERE month BETWEEN :january + 9 AND :january + 11), 0),
       coalesce(sum(amount) FILTER (WHERE month BETWEEN :january + 0 AND :january + 5), 0),
       coalesce(sum(amount) FILTER (WHERE month BETWEEN :january + 6 AND :january + 11), 0),
       coalesce(sum(amount) FILTER (WHERE month BETWEEN :january + 0 AND :january + 11), 0),
       coalesce(sum(amount) FILTER (WHERE month BETWEEN :january + 0 AND :january + 0), 0),
       coalesce(sum(amount) FILTER (WHERE month BETWEEN :january + 0 AND :january + 1), 0),
       coalesce(sum(amount) FILTER (WHERE month BETWEEN :january + 0 AND :january + 2), 0),
       coalesce(sum(amount) FILTER (WHERE month BETWEEN :january + 0 AND :january + 3), 0),
       coalesce(sum(amount) FILTER (WHERE month BETWEEN :january + 0 AND :january + 4), 0),
       coalesce(sum(amount) FILTER (WHERE month BETWEEN :january + 0 AND :january + 5), 0),
       coalesce(sum(amount) FILTER (WHERE month BETWEEN :january + 0 AND :january + 6), 0),
       coalesce(sum(amount) FILTER (WHERE month BETWEEN :january + 0 AND :january + 7), 0),
       coalesce(sum(amount) FILTER (WHERE month BETWEEN :january + 0 AND :january + 8), 0),
       coalesce(sum(amount) FILTER (WHERE month BETWEEN :january + 0 AND :january + 9), 0),
       coalesce(sum(amount) FILTER (WHERE month BETWEEN :january + 0 AND :january + 10), 0),
       coalesce(sum(amount) FILTER (WHERE month BETWEEN :january + 0 AND :january + 11), 0)
  FROM floor_tally c JOIN org_ancestry a ON a.unit_id = c.unit
   AND a.first_month <= :january AND a.last_month >= :january
 WHERE measure = 'workforce.hours_worked' AND month BETWEEN :january AND :january + 11
 GROUP BY a.ancestor_id HAVING sum(amount) <> 0;
