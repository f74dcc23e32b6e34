// purpose: count the evidence of a generation by the partners of its two records and by band
// params: number, agencies, sealed
// returns: partner_a, partner_b, band, pairs
MATCH (a:Record)-[l:MATCHES]->(b:Record)
WHERE l.since <= $number AND l.until > $number AND a.partner IN $agencies AND b.partner IN $agencies AND NOT a.key IN $sealed AND NOT b.key IN $sealed
RETURN a.partner AS partner_a, b.partner AS partner_b, l.band AS band, count(l) AS pairs
