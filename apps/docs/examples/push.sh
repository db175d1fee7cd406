#!/usr/bin/env bash
# Pushes a partner, a customer and its count. Needs API and TOKEN in the environment.
set -euo pipefail

push() {
  curl --silent --show-error --fail-with-body "$API/trpc/$1" \
    --header "authorization: Bearer $TOKEN" \
    --header "content-type: application/json" \
    --data "$2"
  echo
}

push platform.putPartners '{"partners":[{"id":"acme-msp","name":"Acme MSP","timeZone":"Europe/Berlin"}]}'
push platform.putCustomers '{"partnerId":"acme-msp","customers":[{"id":"c-17","name":"Harbour Ltd","domains":["harbour.example"]}]}'
push platform.putQuantities "{\"partnerId\":\"acme-msp\",\"observedAt\":\"$(date -u +%Y-%m-%dT%H:%M:%SZ)\",
  \"customers\":[{\"customerId\":\"c-17\",\"quantities\":[{\"service\":\"cloudfilter\",\"quantity\":25}]}]}"
