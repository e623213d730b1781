import { BlockList, isIP, isIPv4 } from "node:net";

/** Special-purpose networks: what must not be reached through us (registries of RFC 6890 and its successors). */
export const blockedNetworks = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
  "::/128",
  "::1/128",
  "64:ff9b:1::/48",
  "100::/64",
  "2001::/23",
  "2001:db8::/32",
  "fc00::/7",
  "fe80::/10",
  "fec0::/10",
  "ff00::/8",
] as const;

const ipv4 = new BlockList();
const ipv6 = new BlockList();
for (const network of blockedNetworks) {
  const [address, bits] = network.split("/");
  if (isIPv4(address!)) ipv4.addSubnet(address!, Number(bits), "ipv4");
  else ipv6.addSubnet(address!, Number(bits), "ipv6");
}

/** IPv6 networks whose addresses carry an IPv4 address, and in which 16-bit group it begins. */
const carriers = [
  { prefix: [0, 0, 0, 0, 0, 0xffff], at: 6 },
  { prefix: [0, 0, 0, 0, 0, 0], at: 6 },
  { prefix: [0x64, 0xff9b, 0, 0, 0, 0], at: 6 },
  { prefix: [0x2002], at: 1 },
];

/** True for an IP address out in the public network. Names are not addresses: false. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !ipv4.check(address, "ipv4");
  if (family !== 6 || address.includes("%")) return false;
  if (ipv6.check(address, "ipv6")) return false;
  const inner = carriedIpv4(groupsOf(address));
  return inner === null || isPublicAddress(inner);
}

function carriedIpv4(groups: number[]): string | null {
  const carrier = carriers.find(({ prefix }) => prefix.every((group, index) => groups[index] === group));
  if (!carrier) return null;
  const [high, low] = [groups[carrier.at]!, groups[carrier.at + 1]!];
  return [high >> 8, high & 255, low >> 8, low & 255].join(".");
}

/** The eight 16-bit groups of a valid IPv6 address. */
function groupsOf(address: string): number[] {
  // The URL class writes a dotted tail as two groups and leaves no other short forms but "::".
  const canonical = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [head = "", tail] = canonical.split("::");
  const parse = (part: string) => (part === "" ? [] : part.split(":").map((group) => parseInt(group, 16)));
  const before = parse(head);
  const after = tail === undefined ? [] : parse(tail);
  return [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after];
}
