// purpose: find AddressDetails nodes by postcode
// params: none
// returns: nothing
CREATE INDEX index_address_details_postcode IF NOT EXISTS FOR (n:AddressDetails) ON (n.postcode)
