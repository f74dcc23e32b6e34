// purpose: read the pairs of records of different partners that a generation leaves for review
// params: number, agencies, sealed
// returns: record_a, record_b
MATCH (a:Record)-[l:MATCHES]->(b:Record)
WHERE l.since <= $number AND l.until > $number AND l.band = 'review' AND a.partner <> b.partner AND a.partner IN $agencies AND b.partner IN $agencies AND NOT a.key IN $sealed AND NOT b.key IN $sealed
RETURN a.key AS record_a, b.key AS record_b
