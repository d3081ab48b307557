import type { uiInspectWords } from '#core/words/en/ui-inspect';

/** A certificate of nobody, to try the room with: its key was thrown away. */
const ROOT = `-----BEGIN CERTIFICATE-----
MIIBdTCCARqgAwIBAgIUAvk+TaVA/naLcUodorCmKpPPnZgwCgYIKoZIzj0EAwIw
GDEWMBQGA1UEAwwNQ29udG9zbyBXb3JrczAeFw0yNjAxMDEwMDAwMDBaFw00NjAx
MDEwMDAwMDBaMBgxFjAUBgNVBAMMDUNvbnRvc28gV29ya3MwWTATBgcqhkjOPQIB
BggqhkjOPQMBBwNCAASn5DCqimQgM2viHiuuxFsD53yP6++N0MWCXeBC6aNnFS+W
g3vNZ0KsE+J9an6Peu4tCdKwC0DeHXEH9juWIiw/o0IwQDAPBgNVHRMBAf8EBTAD
AQH/MA4GA1UdDwEB/wQEAwIBBjAdBgNVHQ4EFgQUN/OIlq1N7oteHdh869ci/SCB
QGYwCgYIKoZIzj0EAwIDSQAwRgIhAOuc/1wcfEUDvOBQGMTPK0HViR4M7izTmByD
YFX/1yltAiEAuQBJZFnDkvobwrDiKgILq+DvB1S8gNeryE1oe0nh+hk=
-----END CERTIFICATE-----
`;

const LEAF = `-----BEGIN CERTIFICATE-----
MIIBsTCCAVegAwIBAgIUR5JpC0E49x8yM2UQ6BXoHFiopoUwCgYIKoZIzj0EAwIw
ITEfMB0GA1UEAwwWQ29udG9zbyBXb3JrcywgUGxhbnQgMzAeFw0yNjAxMDEwMDAw
MDBaFw00NTAxMDEwMDAwMDBaMBkxFzAVBgNVBAMMDmJvaWxlci1yb29tLTAzMFkw
EwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEPXxrAwjfd48Uck/au5gihYrNlK1jDt6U
KZ5Vk5+c2EHY+NrFoqv2qL1QdiXW51YUf9YCaTqXODBEkP5dzKRS2qN1MHMwDAYD
VR0TAQH/BAIwADAOBgNVHQ8BAf8EBAMCB4AwEwYDVR0lBAwwCgYIKwYBBQUHAwIw
HQYDVR0OBBYEFGy4QTI/3l+Z6TXFn9W330LAvgcQMB8GA1UdIwQYMBaAFDj+LtGW
icQk2lmzqk1wDnI0KLrmMAoGCCqGSM49BAMCA0gAMEUCIQC2KXuqOXYbafzTwJbJ
WH+g1I4zucpJ6iuogNId70WDJQIgDQ1C+zIf9M9lkrtaMIE3wSxpF9GD7XxQ2d5n
I9CprZo=
-----END CERTIFICATE-----
`;

const INTERMEDIATE = `-----BEGIN CERTIFICATE-----
MIIBoTCCAUegAwIBAgIUX2CVRwGmOrzauEYW4EigZHU3PKUwCgYIKoZIzj0EAwIw
GDEWMBQGA1UEAwwNQ29udG9zbyBXb3JrczAeFw0yNjAxMDEwMDAwMDBaFw00NjAx
MDEwMDAwMDBaMCExHzAdBgNVBAMMFkNvbnRvc28gV29ya3MsIFBsYW50IDMwWTAT
BgcqhkjOPQIBBggqhkjOPQMBBwNCAARRv0Tz2SzAyzIKH0NwXXFl7jCqyXF7+nkL
sk61cBAw2ZFzfUbmi0lZXPF4F+fxxqgwRU3qh4uFFBLnO+XEGl/1o2YwZDASBgNV
HRMBAf8ECDAGAQH/AgEAMA4GA1UdDwEB/wQEAwIBBjAdBgNVHQ4EFgQUOP4u0ZaJ
xCTaWbOqTXAOcjQouuYwHwYDVR0jBBgwFoAUN/OIlq1N7oteHdh869ci/SCBQGYw
CgYIKoZIzj0EAwIDSAAwRQIgFOusSv6pxOgTM7Ms7OAXpXOq/SbYB05qSEAVMNsc
vyMCIQDg6As5P8LpBVGhubfM66BzLIDW7hPAO4Z/zf/h0oknMQ==
-----END CERTIFICATE-----
`;

/** Signed itself, with blanks in its name, for servers, and ended long ago. */
const FAULTY = `-----BEGIN CERTIFICATE-----
MIIBhzCCAS6gAwIBAgIUHqr12LOT5peJDfF7ByNbJjUAQYIwCgYIKoZIzj0EAwIw
GTEXMBUGA1UEAwwOQm9pbGVyIFJvb20gMDMwHhcNMjQwMTAxMDAwMDAwWhcNMjUw
MTAxMDAwMDAwWjAZMRcwFQYDVQQDDA5Cb2lsZXIgUm9vbSAwMzBZMBMGByqGSM49
AgEGCCqGSM49AwEHA0IABDPp4WDPVjr0HYoM6vGsxK6pKJSgy/02tXK6R1JDRvcT
mui9mR+0ngVwpgZcig41H3+7SOLawISIvTTEFvK9twKjVDBSMAwGA1UdEwEB/wQC
MAAwDgYDVR0PAQH/BAQDAgeAMBMGA1UdJQQMMAoGCCsGAQUFBwMBMB0GA1UdDgQW
BBSJbBTFt+IyG5pQMpwITcO6N9icFTAKBggqhkjOPQQDAgNHADBEAiBOq98mu4nZ
lLAylWYqnOr7QQcvuQo/u7oOihSt4jmYLgIgB03Z2iASgMt8RhdHCm0cJKfCqZiZ
XyuqBSX9zmz/t5M=
-----END CERTIFICATE-----
`;

const EDGE_CONFIG = `[provisioning]
source = "dps"
global_endpoint = "global.azure-devices-provisioning.net"
id_scope = “0ne00A1B2C3”

[provisioning.attestation]
method = "X.509"
identity_cert = "/etc/aziot/boiler-gateway.cert.pem"
identity_pk = "file://etc/aziot/boiler-gateway.key.pem"
`;

/** Something worth trying, by its name in the words. */
export type SampleName = keyof (typeof uiInspectWords)['samples']['names'];

/** Files of the kind that people bring, with the mistakes that they have. */
export const SAMPLES: Readonly<Record<SampleName, string>> = {
  'mixed-chain': ROOT + LEAF + INTERMEDIATE,
  'faulty-certificate': FAULTY,
  'broken-config': EDGE_CONFIG,
};
