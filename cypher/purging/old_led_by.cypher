// purpose: read the open links for closed cases that were stated so long ago that they are past keeping
// params: day, forever
// returns: source, target, opened_on, is_open, closed_on, stated_on
MATCH (a:Record)-[l:LED_BY]->(b:Professional)
WHERE l.until = $forever AND l.stated_on <= $day AND (l.is_open = false OR l.closed_on <> '')
RETURN a.key AS source, b.key AS target, l.opened_on AS opened_on, l.is_open AS is_open, l.closed_on AS closed_on, l.stated_on AS stated_on
