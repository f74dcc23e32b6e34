// purpose: read the open links to touchpoints that are past keeping
// params: day, forever
// returns: source, target, happened_on, kind
MATCH (a:Record)-[l:HAD]->(b:Touchpoint)
WHERE l.until = $forever AND l.happened_on <= $day
RETURN a.key AS source, b.key AS target, l.happened_on AS happened_on, l.kind AS kind
