// purpose: find StatedAddress nodes by postcode
// params: none
// returns: nothing
CREATE INDEX index_stated_address_postcode IF NOT EXISTS FOR (n:StatedAddress) ON (n.postcode)
