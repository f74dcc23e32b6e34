// purpose: the card of one person as somebody would write it by hand, in one statement, with nothing checked twice
// params: id, after, until
// returns: record, says, contacts, handlers, cases, residences, homes, housemates
MATCH (o:Pointer {key: 'published'})
MATCH (p:Person {id: $id})<-[l:REFERS_TO]-(r:Record)
WHERE l.since <= o.number AND l.until > o.number
RETURN r.key AS record,
  [(r)-[s:SAYS]->(d:Details) WHERE s.since <= o.number AND s.until > o.number | [s.stated_on, d.title, d.forenames, d.surname, d.known_as, d.born_on, d.sex]] AS says,
  [(r)-[h:HAD]->(t:Touchpoint) WHERE h.since <= o.number AND h.until > o.number AND h.happened_on > $after AND h.happened_on <= $until | [t.key, h.kind, h.happened_on]] AS contacts,
  [(r)-[h:HAD]->(t:Touchpoint)-[x:HANDLED_BY]->(w:Professional) WHERE h.since <= o.number AND h.until > o.number AND h.happened_on > $after AND h.happened_on <= $until AND x.since <= o.number AND x.until > o.number | [t.key, w.name, w.role, w.team, w.phone, w.email]] AS handlers,
  [(r)-[c:LED_BY]->(w:Professional) WHERE c.since <= o.number AND c.until > o.number | [c.is_open, c.opened_on, c.closed_on, c.stated_on, w.name, w.role, w.team, w.phone, w.email]] AS cases,
  [(r)-[v:LIVES_AT]->(g:StatedAddress)-[n:DENOTES]->(a:Address)-[q:DESCRIBED_BY]->(e:AddressDetails) WHERE v.since <= o.number AND v.until > o.number AND n.since <= o.number AND n.until > o.number AND q.since <= o.number AND q.until > o.number | [a.id, v.first_seen, v.last_seen, v.current, e.uprn, e.postcode, e.flat, e.number, e.lines, e.institution, e.crowded]] AS residences,
  [(p)-[m:MEMBER_OF]->(h:Household)-[b:BASED_AT]->(a:Address) WHERE m.since <= o.number AND m.until > o.number AND b.since <= o.number AND b.until > o.number | [h.id, a.id, m.first_day, m.last_day]] AS homes,
  [(p)-[m:MEMBER_OF]->(h:Household)<-[n:MEMBER_OF]-(q:Person)<-[k:REFERS_TO]-(e:Record)-[s:SAYS]->(d:Details) WHERE m.since <= o.number AND m.until > o.number AND n.since <= o.number AND n.until > o.number AND k.since <= o.number AND k.until > o.number AND s.since <= o.number AND s.until > o.number AND q.id <> p.id | [h.id, q.id, n.first_day, n.last_day, s.stated_on, d.title, d.forenames, d.surname, d.known_as, d.born_on, d.sex]] AS housemates
