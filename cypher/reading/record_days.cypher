// purpose: find the first day of some records, which is the day from which a case without a day of its own is open
// params: records, number, agencies, sealed
// returns: record, first_on
UNWIND $records AS key
MATCH (r:Record {key: key})-[h:HAD]->(t:Touchpoint)
WHERE h.since <= $number AND h.until > $number AND r.partner IN $agencies AND NOT r.key IN $sealed
WITH r.key AS record, min(h.happened_on) AS first_on
RETURN record, first_on
