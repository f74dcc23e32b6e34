// purpose: read the open links for where touchpoints were that are past keeping
// params: day, forever
// returns: source, target, record, happened_on, kind
MATCH (a:Touchpoint)-[l:AT]->(b:StatedAddress)
WHERE l.until = $forever AND l.happened_on <= $day
RETURN a.key AS source, b.key AS target, l.record AS record, l.happened_on AS happened_on, l.kind AS kind
