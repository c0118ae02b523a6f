// Made from crds/*.yaml by `npm run generate`; edit that and run it again.

import { formats } from '../formats.ts';


export const validateFirewallPolicy = validate10;
const schema11 = {"$id":"FirewallPolicy","$ref":"gatewright#/$defs/FirewallPolicy"};
const schema13 = {"title":"FirewallPolicy","description":"Rules for the packets to, from and through the hosts that it selects.","type":"object","additionalProperties":false,"required":["apiVersion","kind","metadata","spec"],"properties":{"apiVersion":{"type":"string","const":"gatewright.dev/v1alpha1","description":"Always gatewright.dev/v1alpha1."},"kind":{"type":"string","const":"FirewallPolicy","description":"Always FirewallPolicy."},"metadata":{"$ref":"#/$defs/Metadata"},"spec":{"$ref":"#/$defs/FirewallPolicySpec","description":"Which hosts, in which order, and which rules."}}};
const schema14 = {"title":"Metadata","type":"object","description":"How the manifest is called, and what is said about it.","additionalProperties":false,"required":["name"],"properties":{"name":{"type":"string","format":"dns-label","description":"Name of the manifest, unique within its kind."},"labels":{"type":"object","maxProperties":64,"additionalProperties":{"type":"string","maxLength":256,"description":"Value of the label; a number or true needs quotes."},"description":"What selectors see."},"annotations":{"type":"object","description":"Notes for people and other programs; they mean nothing here.","maxProperties":256,"additionalProperties":{"type":"string","description":"Text of the note; a number or true needs quotes."}}}};
const formats0 = formats["dns-label"];
const func2 = ((text) => [...text].length);
const schema15 = {"type":"object","description":"Which hosts, in which order, and which rules.","required":["hostSelector"],"properties":{"hostSelector":{"$ref":"#/$defs/Selector","description":"Which hosts are meant, by their labels; all conditions must hold, and an empty selector means every host."},"tier":{"type":"string","description":"Admin comes first, Baseline last.","enum":["Admin","Default","Baseline"]},"priority":{"type":"integer","description":"Order within the tier, low first; then by name.","minimum":0,"maximum":1000},"variables":{"type":"object","description":"What `${name}` stands for in addresses, networks and ports of this policy, where the Host does not say otherwise.","maxProperties":256,"additionalProperties":{"description":"An address, a network, a port, or a part of one.","maxLength":128,"type":["integer","string"]}},"mode":{"type":"string","description":"Enforce does what the rules say. Audit changes nothing. The first rule that matches writes what it would have done to the log, with :audit behind the letter of its verdict, and the packet goes on as if the policy were not there.","enum":["Enforce","Audit"]},"onRevoke":{"type":"string","description":"What becomes of connections that stand when a commit refuses them. Kill ends them, whichever side speaks. Keep lets them live on. The policy of the refusing rule decides. Where the profile's default refuses, the policy that let them in before the commit decides, also if it is gone by now. What the failsafe let in is always kept.","enum":["Kill","Keep"]},"ingress":{"type":"array","description":"Rules for packets to the host.","maxItems":5000,"items":{"$ref":"#/$defs/Rule","description":"What is done with one kind of packet. The first rule that matches decides."}},"egress":{"type":"array","description":"Rules for packets from the host.","maxItems":5000,"items":{"$ref":"#/$defs/Rule","description":"What is done with one kind of packet. The first rule that matches decides."}},"forward":{"type":"array","description":"Rules for packets through the host.","maxItems":5000,"items":{"$ref":"#/$defs/Rule","description":"What is done with one kind of packet. The first rule that matches decides."}}},"title":"FirewallPolicySpec","additionalProperties":false};
const func3 = Object.prototype.hasOwnProperty;
const schema16 = {"type":"object","title":"Selector","description":"Which hosts are meant, by their labels; all conditions must hold, and an empty selector means every host.","properties":{"matchLabels":{"type":"object","description":"Labels that must have exactly these values.","minProperties":1,"maxProperties":64,"additionalProperties":{"type":"string","description":"Value that the label must have.","maxLength":256}},"matchExpressions":{"type":"array","description":"Conditions on labels.","minItems":1,"maxItems":64,"items":{"$ref":"#/$defs/Condition","description":"One condition on one label."}}},"additionalProperties":false};
const schema17 = {"type":"object","title":"Condition","description":"One condition on one label.","required":["key","operator"],"properties":{"key":{"type":"string","description":"Label that is looked at.","minLength":1,"maxLength":317},"operator":{"type":"string","description":"How the label is compared.","enum":["In","NotIn","Exists","DoesNotExist"]},"values":{"type":"array","description":"Values for In and NotIn.","minItems":1,"maxItems":64,"items":{"type":"string","description":"One value.","maxLength":256},"uniqueItems":true}},"additionalProperties":false};

function validate14(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(!((key0 === "matchLabels") || (key0 === "matchExpressions"))){
const err0 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema16,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
if(data.matchLabels !== undefined){
let data0 = data.matchLabels;
if(data0 && typeof data0 == "object" && !Array.isArray(data0)){
if(Object.keys(data0).length > 64){
const err1 = {instancePath:instancePath+"/matchLabels",schemaPath:"#/properties/matchLabels/maxProperties",keyword:"maxProperties",params:{limit: 64},message:"must NOT have more than 64 properties",schema:64,parentSchema:schema16.properties.matchLabels,data:data0};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(Object.keys(data0).length < 1){
const err2 = {instancePath:instancePath+"/matchLabels",schemaPath:"#/properties/matchLabels/minProperties",keyword:"minProperties",params:{limit: 1},message:"must NOT have fewer than 1 properties",schema:1,parentSchema:schema16.properties.matchLabels,data:data0};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
for(const key1 in data0){
let data1 = data0[key1];
if(typeof data1 === "string"){
if(func2(data1) > 256){
const err3 = {instancePath:instancePath+"/matchLabels/" + key1.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/matchLabels/additionalProperties/maxLength",keyword:"maxLength",params:{limit: 256},message:"must NOT have more than 256 characters",schema:256,parentSchema:schema16.properties.matchLabels.additionalProperties,data:data1};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
else {
const err4 = {instancePath:instancePath+"/matchLabels/" + key1.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/matchLabels/additionalProperties/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema16.properties.matchLabels.additionalProperties.type,parentSchema:schema16.properties.matchLabels.additionalProperties,data:data1};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
}
else {
const err5 = {instancePath:instancePath+"/matchLabels",schemaPath:"#/properties/matchLabels/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema16.properties.matchLabels.type,parentSchema:schema16.properties.matchLabels,data:data0};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data.matchExpressions !== undefined){
let data2 = data.matchExpressions;
if(Array.isArray(data2)){
if(data2.length > 64){
const err6 = {instancePath:instancePath+"/matchExpressions",schemaPath:"#/properties/matchExpressions/maxItems",keyword:"maxItems",params:{limit: 64},message:"must NOT have more than 64 items",schema:64,parentSchema:schema16.properties.matchExpressions,data:data2};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
if(data2.length < 1){
const err7 = {instancePath:instancePath+"/matchExpressions",schemaPath:"#/properties/matchExpressions/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema16.properties.matchExpressions,data:data2};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
const len0 = data2.length;
for(let i0=0; i0<len0; i0++){
let data3 = data2[i0];
if(data3 && typeof data3 == "object" && !Array.isArray(data3)){
if(data3.key === undefined){
const err8 = {instancePath:instancePath+"/matchExpressions/" + i0,schemaPath:"#/$defs/Condition/required",keyword:"required",params:{missingProperty: "key"},message:"must have required property '"+"key"+"'",schema:schema17.required,parentSchema:schema17,data:data3};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
if(data3.operator === undefined){
const err9 = {instancePath:instancePath+"/matchExpressions/" + i0,schemaPath:"#/$defs/Condition/required",keyword:"required",params:{missingProperty: "operator"},message:"must have required property '"+"operator"+"'",schema:schema17.required,parentSchema:schema17,data:data3};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
for(const key2 in data3){
if(!(((key2 === "key") || (key2 === "operator")) || (key2 === "values"))){
const err10 = {instancePath:instancePath+"/matchExpressions/" + i0,schemaPath:"#/$defs/Condition/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key2},message:"must NOT have additional properties",schema:false,parentSchema:schema17,data:data3};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
if(data3.key !== undefined){
let data4 = data3.key;
if(typeof data4 === "string"){
if(func2(data4) > 317){
const err11 = {instancePath:instancePath+"/matchExpressions/" + i0+"/key",schemaPath:"#/$defs/Condition/properties/key/maxLength",keyword:"maxLength",params:{limit: 317},message:"must NOT have more than 317 characters",schema:317,parentSchema:schema17.properties.key,data:data4};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
if(func2(data4) < 1){
const err12 = {instancePath:instancePath+"/matchExpressions/" + i0+"/key",schemaPath:"#/$defs/Condition/properties/key/minLength",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters",schema:1,parentSchema:schema17.properties.key,data:data4};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
else {
const err13 = {instancePath:instancePath+"/matchExpressions/" + i0+"/key",schemaPath:"#/$defs/Condition/properties/key/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema17.properties.key.type,parentSchema:schema17.properties.key,data:data4};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
if(data3.operator !== undefined){
let data5 = data3.operator;
if(typeof data5 !== "string"){
const err14 = {instancePath:instancePath+"/matchExpressions/" + i0+"/operator",schemaPath:"#/$defs/Condition/properties/operator/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema17.properties.operator.type,parentSchema:schema17.properties.operator,data:data5};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
if(!((((data5 === "In") || (data5 === "NotIn")) || (data5 === "Exists")) || (data5 === "DoesNotExist"))){
const err15 = {instancePath:instancePath+"/matchExpressions/" + i0+"/operator",schemaPath:"#/$defs/Condition/properties/operator/enum",keyword:"enum",params:{allowedValues: schema17.properties.operator.enum},message:"must be equal to one of the allowed values",schema:schema17.properties.operator.enum,parentSchema:schema17.properties.operator,data:data5};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
if(data3.values !== undefined){
let data6 = data3.values;
if(Array.isArray(data6)){
if(data6.length > 64){
const err16 = {instancePath:instancePath+"/matchExpressions/" + i0+"/values",schemaPath:"#/$defs/Condition/properties/values/maxItems",keyword:"maxItems",params:{limit: 64},message:"must NOT have more than 64 items",schema:64,parentSchema:schema17.properties.values,data:data6};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
if(data6.length < 1){
const err17 = {instancePath:instancePath+"/matchExpressions/" + i0+"/values",schemaPath:"#/$defs/Condition/properties/values/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema17.properties.values,data:data6};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
const len1 = data6.length;
for(let i1=0; i1<len1; i1++){
let data7 = data6[i1];
if(typeof data7 === "string"){
if(func2(data7) > 256){
const err18 = {instancePath:instancePath+"/matchExpressions/" + i0+"/values/" + i1,schemaPath:"#/$defs/Condition/properties/values/items/maxLength",keyword:"maxLength",params:{limit: 256},message:"must NOT have more than 256 characters",schema:256,parentSchema:schema17.properties.values.items,data:data7};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
else {
const err19 = {instancePath:instancePath+"/matchExpressions/" + i0+"/values/" + i1,schemaPath:"#/$defs/Condition/properties/values/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema17.properties.values.items.type,parentSchema:schema17.properties.values.items,data:data7};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
let i2 = data6.length;
let j0;
if(i2 > 1){
const indices0 = {};
for(;i2--;){
let item0 = data6[i2];
if(typeof item0 !== "string"){
continue;
}
if(typeof indices0[item0] == "number"){
j0 = indices0[item0];
const err20 = {instancePath:instancePath+"/matchExpressions/" + i0+"/values",schemaPath:"#/$defs/Condition/properties/values/uniqueItems",keyword:"uniqueItems",params:{i: i2, j: j0},message:"must NOT have duplicate items (items ## "+j0+" and "+i2+" are identical)",schema:true,parentSchema:schema17.properties.values,data:data6};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
break;
}
indices0[item0] = i2;
}
}
}
else {
const err21 = {instancePath:instancePath+"/matchExpressions/" + i0+"/values",schemaPath:"#/$defs/Condition/properties/values/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema17.properties.values.type,parentSchema:schema17.properties.values,data:data6};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
}
}
else {
const err22 = {instancePath:instancePath+"/matchExpressions/" + i0,schemaPath:"#/$defs/Condition/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema17.type,parentSchema:schema17,data:data3};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
}
}
else {
const err23 = {instancePath:instancePath+"/matchExpressions",schemaPath:"#/properties/matchExpressions/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema16.properties.matchExpressions.type,parentSchema:schema16.properties.matchExpressions,data:data2};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
}
}
else {
const err24 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema16.type,parentSchema:schema16,data};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
validate14.errors = vErrors;
return errors === 0;
}

const schema18 = {"type":"object","title":"Rule","description":"What is done with one kind of packet. The first rule that matches decides.","required":["name","action"],"properties":{"name":{"type":"string","description":"Name of the rule, unique in its list.","format":"dns-label"},"action":{"type":"string","description":"Allow accepts, Deny drops in silence, Reject answers, Pass leaves the tier, Log records and goes on.","enum":["Allow","Deny","Reject","Pass","Log"]},"from":{"type":"array","description":"Where the packet comes from, one of these; absent means anywhere.","minItems":1,"maxItems":64,"items":{"$ref":"#/$defs/Peer","description":"One kind of counterpart; all fields that are present must hold. At most one of networks, networkSets, networkSetSelector, hosts and domainNames."}},"to":{"type":"array","description":"Where the packet goes to, one of these; absent means anywhere.","minItems":1,"maxItems":64,"items":{"$ref":"#/$defs/Peer","description":"One kind of counterpart; all fields that are present must hold. At most one of networks, networkSets, networkSetSelector, hosts and domainNames."}},"services":{"type":"array","description":"Services, built in or of the repository. services, ports, protocols and icmp are alternatives; with none of them any traffic matches.","minItems":1,"maxItems":64,"items":{"type":"string","description":"Name of a Service.","format":"dns-label"},"uniqueItems":true},"ports":{"type":"array","description":"Ports by number.","minItems":1,"maxItems":64,"items":{"$ref":"#/$defs/PortSpec","description":"Ports of one transport protocol."}},"protocols":{"type":"array","description":"IP protocols with everything they carry.","minItems":1,"maxItems":64,"items":{"description":"Protocol name (gre, esp, ah, vrrp, ospf) or number 1-255.","minimum":1,"maximum":255,"format":"protocol","type":["integer","string"]}},"icmp":{"type":"array","description":"ICMP messages.","minItems":1,"maxItems":64,"items":{"$ref":"#/$defs/IcmpSpec","description":"One kind of ICMP message."}},"ipFamilies":{"type":"array","description":"Address families; absent means both.","minItems":1,"maxItems":2,"items":{"type":"string","description":"Address family.","enum":["IPv4","IPv6"]},"uniqueItems":true},"originalDestination":{"$ref":"#/$defs/OriginalDestination","description":"Where the packet went to before this host translated its destination (DNAT); only in ingress and forward rules. Without translation that is its destination."},"states":{"type":"array","description":"How connection tracking sees the packet; absent means any. Packets of established flows are accepted before all policies, so no rule meets them.","minItems":1,"maxItems":2,"items":{"type":"string","description":"New opens a flow; Untracked is left alone by connection tracking.","enum":["New","Untracked"]},"uniqueItems":true},"process":{"$ref":"#/$defs/Process","description":"Who on this host sends the packet; only in egress rules. uids and gids must both hold. What the kernel itself sends belongs to nobody."},"rateLimit":{"$ref":"#/$defs/RuleRateLimit","description":"How often new flows may match an Allow, counted together for all that the rule means in one address family. Up to the rate the rule allows; beyond it, see exceeded."},"connectionLimit":{"$ref":"#/$defs/ConnectionLimit","description":"How many flows may stand at once by an Allow, counted together for all that the rule means in one address family. It is asked before rateLimit. A limit that is changed starts to count at none; with the legacy backend, so does each change of any rule."},"log":{"$ref":"#/$defs/RuleLog","description":"A record before the verdict; an empty object takes every default from the profile. Beside a limit, it is for what the rule lets in."},"rejectWith":{"type":"string","description":"How Reject answers; absent means TcpReset for TCP and AdminProhibited for the rest.","enum":["TcpReset","AdminProhibited","PortUnreachable","HostUnreachable"]},"schedule":{"$ref":"#/$defs/Schedule","description":"When the rule holds; outside of it, it matches nothing. The kernel keeps it by its own clock, in UTC for the offset that the zone has; when that changes (daylight saving), the controller writes the rule anew. The controller ends what is open when it ends, or at its next start (see `onRevoke`). An Allow with a schedule does not count as a way in for ssh."},"expires":{"type":"string","description":"When the rule ends, with the offset of its clock, such as \"2026-12-31T23:59:59Z\", at the latest 2038-01-19T03:14:07Z. The kernel itself stops matching new flows then, also without the controller, which takes the rule out and says so in the status. The controller ends what is open by then, or at its next start (see `onRevoke`). An Allow that ends does not count as a way in for ssh, so the automatic failsafe stays.","format":"time"},"owner":{"type":"string","description":"Who answers for the rule, shown in the status; it changes nothing in the kernel.","minLength":1,"maxLength":256},"reason":{"type":"string","description":"Why the rule is there, shown in the status; it changes nothing in the kernel.","minLength":1,"maxLength":256}},"additionalProperties":false};
const schema23 = {"type":"object","title":"PortSpec","description":"Ports of one transport protocol.","required":["protocol"],"properties":{"protocol":{"type":"string","description":"Transport protocol.","enum":["TCP","UDP","SCTP","DCCP","UDPLite"]},"ports":{"type":"array","description":"Destination ports; absent means every port.","minItems":1,"maxItems":64,"items":{"description":"Port 1-65535 or range such as \"8000-8099\".","minimum":1,"maximum":65535,"format":"port","type":["integer","string"]}},"sourcePorts":{"type":"array","description":"Source ports; absent means every port.","minItems":1,"maxItems":64,"items":{"description":"Port 1-65535 or range such as \"8000-8099\".","minimum":1,"maximum":65535,"format":"port","type":["integer","string"]}}},"additionalProperties":false};
const schema24 = {"type":"object","title":"IcmpSpec","description":"One kind of ICMP message.","required":["family","type"],"properties":{"family":{"type":"string","description":"Whether this is ICMP (IPv4) or ICMPv6 (IPv6).","enum":["IPv4","IPv6"]},"type":{"description":"Name as iptables knows it (echo-request, packet-too-big) or number 0-255.","minimum":0,"maximum":255,"format":"icmp-type","type":["integer","string"]},"code":{"type":"integer","description":"ICMP code; absent means every code of the type.","minimum":0,"maximum":255}},"additionalProperties":false};
const schema27 = {"type":"object","title":"Process","description":"Who on this host sends the packet; only in egress rules. uids and gids must both hold. What the kernel itself sends belongs to nobody.","minProperties":1,"properties":{"uids":{"type":"array","description":"User numbers, one of these.","minItems":1,"maxItems":64,"items":{"description":"Number 0-4294967294 or range such as \"1000-1999\"; names are not known to every host alike.","minimum":0,"maximum":4294967294,"format":"id-range","type":["integer","string"]}},"gids":{"type":"array","description":"Group numbers, one of these.","minItems":1,"maxItems":64,"items":{"description":"Number 0-4294967294 or range such as \"1000-1999\"; names are not known to every host alike.","minimum":0,"maximum":4294967294,"format":"id-range","type":["integer","string"]}}},"additionalProperties":false};
const schema28 = {"type":"object","title":"RuleRateLimit","description":"How often new flows may match an Allow, counted together for all that the rule means in one address family. Up to the rate the rule allows; beyond it, see exceeded.","required":["rate"],"properties":{"rate":{"type":"string","description":"At most so many new flows, N/sec, N/min, N/hour or N/day.","format":"rate"},"burst":{"type":"integer","description":"Flows that pass at once before the rate counts; at most what the rate gives in a day, which the default is cut to.","minimum":1,"maximum":10000},"per":{"type":"string","description":"Whose flows are counted together: of one source address (/32, /64), of one source network (/24, /48), or all.","enum":["Source","SourceNet","Global"]},"exceeded":{"type":"string","description":"What becomes of a flow beyond the rate. Deny drops it, Reject answers, Continue goes on to the next rule.","enum":["Deny","Reject","Continue"]}},"additionalProperties":false};
const schema29 = {"type":"object","title":"ConnectionLimit","description":"How many flows may stand at once by an Allow, counted together for all that the rule means in one address family. It is asked before rateLimit. A limit that is changed starts to count at none; with the legacy backend, so does each change of any rule.","required":["max"],"properties":{"max":{"type":"integer","description":"Flows that may stand; the next one is refused.","minimum":1,"maximum":1000000},"per":{"type":"string","description":"Whose flows are counted together: of one source address (/32, /64), or all.","enum":["Source","Global"]},"exceeded":{"type":"string","description":"What becomes of the flow that is too many. Reject answers, Deny drops it.","enum":["Deny","Reject"]}},"additionalProperties":false};
const schema30 = {"type":"object","title":"RuleLog","description":"A record before the verdict; an empty object takes every default from the profile. Beside a limit, it is for what the rule lets in.","properties":{"prefix":{"type":"string","description":"Text the record begins with, instead of gw:<policy>/<rule>:<letter>.","format":"log-prefix"},"limit":{"type":"string","description":"At most so many records.","format":"rate"},"burst":{"type":"integer","description":"Records that pass before the limit counts.","minimum":1,"maximum":10000},"per":{"type":"string","description":"Whose packets share one limit: one source address, one source network (/24, /48), or all.","enum":["Source","SourceNet","Global"]}},"additionalProperties":false};
const schema31 = {"type":"object","title":"Schedule","description":"When the rule holds; outside of it, it matches nothing. The kernel keeps it by its own clock, in UTC for the offset that the zone has; when that changes (daylight saving), the controller writes the rule anew. The controller ends what is open when it ends, or at its next start (see `onRevoke`). An Allow with a schedule does not count as a way in for ssh.","minProperties":1,"properties":{"days":{"type":"array","description":"Days on which it begins; absent means every day.","minItems":1,"maxItems":7,"items":{"type":"string","description":"A day of the week.","enum":["Mon","Tue","Wed","Thu","Fri","Sat","Sun"]},"uniqueItems":true},"from":{"type":"string","description":"Hour and minute at which it begins, such as \"08:00\".","format":"day-time"},"to":{"type":"string","description":"Hour and minute at which it ends, such as \"18:00\"; before `from` means on the next day.","format":"day-time"},"timeZone":{"type":"string","description":"Zone of the IANA database whose clock it follows, such as Europe/Berlin.","format":"time-zone"}},"additionalProperties":false};
const formats22 = formats.port;
const formats26 = formats.protocol;
const formats28 = formats["icmp-type"];
const formats36 = formats["id-range"];
const formats40 = formats.rate;
const formats42 = formats["log-prefix"];
const formats46 = formats["day-time"];
const formats50 = formats["time-zone"];
const formats52 = formats.time;
const schema19 = {"type":"object","title":"Peer","description":"One kind of counterpart; all fields that are present must hold. At most one of networks, networkSets, networkSetSelector, hosts and domainNames.","minProperties":1,"properties":{"zones":{"type":"array","description":"Zones whose interfaces the packet enters or leaves by.","minItems":1,"maxItems":64,"items":{"type":"string","description":"Name of a Zone.","format":"dns-label"},"uniqueItems":true},"interfaces":{"type":"array","description":"Interfaces that the packet enters or leaves by.","minItems":1,"maxItems":64,"items":{"type":"string","description":"Kernel interface name; one trailing `+` matches every name that begins so.","format":"interface"},"uniqueItems":true},"macs":{"type":"array","description":"Hardware addresses that the frame comes from; only in `from`, of ingress and forward rules, and only for machines on the same link.","minItems":1,"maxItems":256,"items":{"type":"string","description":"Hardware address, such as 02:00:5e:10:00:01.","format":"mac"},"uniqueItems":true},"networks":{"type":"array","description":"Addresses of the counterpart.","minItems":1,"maxItems":1000,"items":{"type":"string","description":"Address (read as /32 or /128) or CIDR with host bits zero.","format":"network"}},"networkSets":{"type":"array","description":"NetworkSets that hold the address of the counterpart.","minItems":1,"maxItems":64,"items":{"type":"string","description":"Name of a NetworkSet.","format":"dns-label"},"uniqueItems":true},"domainNames":{"type":"array","description":"Names in DNS, without wildcards, in an Allow only. The controller of each host asks for them, both families, and keeps what they stand for in an ipset: an answer changes entries and no rule. It asks again when the answer's own lifetime is over, after 30 s at the least and 1 h at the most; an address that an answer no longer holds stays for as long again. While nobody answers, and after a restart, the last answer holds. A name that was never answered matches nothing. Loopback, link-local and multicast addresses among the answers are left out.","minItems":1,"maxItems":64,"items":{"type":"string","description":"A name of two or more labels, such as updates.example.org.","format":"domain-name"},"uniqueItems":true},"networkSetSelector":{"$ref":"#/$defs/SetSelector","description":"Which NetworkSets are meant, by their labels; all conditions must hold, and an empty selector means every NetworkSet. Together they are one list of addresses."},"hosts":{"$ref":"#/$defs/Selector","description":"Which hosts are meant, by their labels; all conditions must hold, and an empty selector means every host."},"except":{"$ref":"#/$defs/Except","description":"Addresses that are not meant, whatever the other fields say."}},"additionalProperties":false};
const formats6 = formats.interface;
const formats8 = formats.mac;
const formats10 = formats.network;
const formats14 = formats["domain-name"];
const schema20 = {"type":"object","title":"SetSelector","description":"Which NetworkSets are meant, by their labels; all conditions must hold, and an empty selector means every NetworkSet. Together they are one list of addresses.","properties":{"matchLabels":{"type":"object","description":"Labels that must have exactly these values.","minProperties":1,"maxProperties":64,"additionalProperties":{"type":"string","description":"Value that the label must have.","maxLength":256}},"matchExpressions":{"type":"array","description":"Conditions on labels.","minItems":1,"maxItems":64,"items":{"$ref":"#/$defs/Condition","description":"One condition on one label."}}},"additionalProperties":false};

function validate18(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(!((key0 === "matchLabels") || (key0 === "matchExpressions"))){
const err0 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema20,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
if(data.matchLabels !== undefined){
let data0 = data.matchLabels;
if(data0 && typeof data0 == "object" && !Array.isArray(data0)){
if(Object.keys(data0).length > 64){
const err1 = {instancePath:instancePath+"/matchLabels",schemaPath:"#/properties/matchLabels/maxProperties",keyword:"maxProperties",params:{limit: 64},message:"must NOT have more than 64 properties",schema:64,parentSchema:schema20.properties.matchLabels,data:data0};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(Object.keys(data0).length < 1){
const err2 = {instancePath:instancePath+"/matchLabels",schemaPath:"#/properties/matchLabels/minProperties",keyword:"minProperties",params:{limit: 1},message:"must NOT have fewer than 1 properties",schema:1,parentSchema:schema20.properties.matchLabels,data:data0};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
for(const key1 in data0){
let data1 = data0[key1];
if(typeof data1 === "string"){
if(func2(data1) > 256){
const err3 = {instancePath:instancePath+"/matchLabels/" + key1.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/matchLabels/additionalProperties/maxLength",keyword:"maxLength",params:{limit: 256},message:"must NOT have more than 256 characters",schema:256,parentSchema:schema20.properties.matchLabels.additionalProperties,data:data1};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
else {
const err4 = {instancePath:instancePath+"/matchLabels/" + key1.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/matchLabels/additionalProperties/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema20.properties.matchLabels.additionalProperties.type,parentSchema:schema20.properties.matchLabels.additionalProperties,data:data1};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
}
else {
const err5 = {instancePath:instancePath+"/matchLabels",schemaPath:"#/properties/matchLabels/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema20.properties.matchLabels.type,parentSchema:schema20.properties.matchLabels,data:data0};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data.matchExpressions !== undefined){
let data2 = data.matchExpressions;
if(Array.isArray(data2)){
if(data2.length > 64){
const err6 = {instancePath:instancePath+"/matchExpressions",schemaPath:"#/properties/matchExpressions/maxItems",keyword:"maxItems",params:{limit: 64},message:"must NOT have more than 64 items",schema:64,parentSchema:schema20.properties.matchExpressions,data:data2};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
if(data2.length < 1){
const err7 = {instancePath:instancePath+"/matchExpressions",schemaPath:"#/properties/matchExpressions/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema20.properties.matchExpressions,data:data2};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
const len0 = data2.length;
for(let i0=0; i0<len0; i0++){
let data3 = data2[i0];
if(data3 && typeof data3 == "object" && !Array.isArray(data3)){
if(data3.key === undefined){
const err8 = {instancePath:instancePath+"/matchExpressions/" + i0,schemaPath:"#/$defs/Condition/required",keyword:"required",params:{missingProperty: "key"},message:"must have required property '"+"key"+"'",schema:schema17.required,parentSchema:schema17,data:data3};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
if(data3.operator === undefined){
const err9 = {instancePath:instancePath+"/matchExpressions/" + i0,schemaPath:"#/$defs/Condition/required",keyword:"required",params:{missingProperty: "operator"},message:"must have required property '"+"operator"+"'",schema:schema17.required,parentSchema:schema17,data:data3};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
for(const key2 in data3){
if(!(((key2 === "key") || (key2 === "operator")) || (key2 === "values"))){
const err10 = {instancePath:instancePath+"/matchExpressions/" + i0,schemaPath:"#/$defs/Condition/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key2},message:"must NOT have additional properties",schema:false,parentSchema:schema17,data:data3};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
if(data3.key !== undefined){
let data4 = data3.key;
if(typeof data4 === "string"){
if(func2(data4) > 317){
const err11 = {instancePath:instancePath+"/matchExpressions/" + i0+"/key",schemaPath:"#/$defs/Condition/properties/key/maxLength",keyword:"maxLength",params:{limit: 317},message:"must NOT have more than 317 characters",schema:317,parentSchema:schema17.properties.key,data:data4};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
if(func2(data4) < 1){
const err12 = {instancePath:instancePath+"/matchExpressions/" + i0+"/key",schemaPath:"#/$defs/Condition/properties/key/minLength",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters",schema:1,parentSchema:schema17.properties.key,data:data4};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
else {
const err13 = {instancePath:instancePath+"/matchExpressions/" + i0+"/key",schemaPath:"#/$defs/Condition/properties/key/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema17.properties.key.type,parentSchema:schema17.properties.key,data:data4};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
if(data3.operator !== undefined){
let data5 = data3.operator;
if(typeof data5 !== "string"){
const err14 = {instancePath:instancePath+"/matchExpressions/" + i0+"/operator",schemaPath:"#/$defs/Condition/properties/operator/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema17.properties.operator.type,parentSchema:schema17.properties.operator,data:data5};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
if(!((((data5 === "In") || (data5 === "NotIn")) || (data5 === "Exists")) || (data5 === "DoesNotExist"))){
const err15 = {instancePath:instancePath+"/matchExpressions/" + i0+"/operator",schemaPath:"#/$defs/Condition/properties/operator/enum",keyword:"enum",params:{allowedValues: schema17.properties.operator.enum},message:"must be equal to one of the allowed values",schema:schema17.properties.operator.enum,parentSchema:schema17.properties.operator,data:data5};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
if(data3.values !== undefined){
let data6 = data3.values;
if(Array.isArray(data6)){
if(data6.length > 64){
const err16 = {instancePath:instancePath+"/matchExpressions/" + i0+"/values",schemaPath:"#/$defs/Condition/properties/values/maxItems",keyword:"maxItems",params:{limit: 64},message:"must NOT have more than 64 items",schema:64,parentSchema:schema17.properties.values,data:data6};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
if(data6.length < 1){
const err17 = {instancePath:instancePath+"/matchExpressions/" + i0+"/values",schemaPath:"#/$defs/Condition/properties/values/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema17.properties.values,data:data6};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
const len1 = data6.length;
for(let i1=0; i1<len1; i1++){
let data7 = data6[i1];
if(typeof data7 === "string"){
if(func2(data7) > 256){
const err18 = {instancePath:instancePath+"/matchExpressions/" + i0+"/values/" + i1,schemaPath:"#/$defs/Condition/properties/values/items/maxLength",keyword:"maxLength",params:{limit: 256},message:"must NOT have more than 256 characters",schema:256,parentSchema:schema17.properties.values.items,data:data7};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
else {
const err19 = {instancePath:instancePath+"/matchExpressions/" + i0+"/values/" + i1,schemaPath:"#/$defs/Condition/properties/values/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema17.properties.values.items.type,parentSchema:schema17.properties.values.items,data:data7};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
let i2 = data6.length;
let j0;
if(i2 > 1){
const indices0 = {};
for(;i2--;){
let item0 = data6[i2];
if(typeof item0 !== "string"){
continue;
}
if(typeof indices0[item0] == "number"){
j0 = indices0[item0];
const err20 = {instancePath:instancePath+"/matchExpressions/" + i0+"/values",schemaPath:"#/$defs/Condition/properties/values/uniqueItems",keyword:"uniqueItems",params:{i: i2, j: j0},message:"must NOT have duplicate items (items ## "+j0+" and "+i2+" are identical)",schema:true,parentSchema:schema17.properties.values,data:data6};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
break;
}
indices0[item0] = i2;
}
}
}
else {
const err21 = {instancePath:instancePath+"/matchExpressions/" + i0+"/values",schemaPath:"#/$defs/Condition/properties/values/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema17.properties.values.type,parentSchema:schema17.properties.values,data:data6};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
}
}
else {
const err22 = {instancePath:instancePath+"/matchExpressions/" + i0,schemaPath:"#/$defs/Condition/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema17.type,parentSchema:schema17,data:data3};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
}
}
else {
const err23 = {instancePath:instancePath+"/matchExpressions",schemaPath:"#/properties/matchExpressions/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema20.properties.matchExpressions.type,parentSchema:schema20.properties.matchExpressions,data:data2};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
}
}
else {
const err24 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema20.type,parentSchema:schema20,data};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
validate18.errors = vErrors;
return errors === 0;
}

const schema22 = {"type":"object","title":"Except","description":"Addresses that are not meant, whatever the other fields say.","minProperties":1,"properties":{"networks":{"type":"array","description":"Networks that are left out.","minItems":1,"maxItems":1000,"items":{"type":"string","description":"Address (read as /32 or /128) or CIDR with host bits zero.","format":"network"}},"networkSets":{"type":"array","description":"NetworkSets that are left out.","minItems":1,"maxItems":64,"items":{"type":"string","description":"Name of a NetworkSet.","format":"dns-label"},"uniqueItems":true},"networkSetSelector":{"$ref":"#/$defs/SetSelector","description":"Which NetworkSets are meant, by their labels; all conditions must hold, and an empty selector means every NetworkSet. Together they are one list of addresses."},"hosts":{"$ref":"#/$defs/Selector","description":"Which hosts are meant, by their labels; all conditions must hold, and an empty selector means every host."}},"additionalProperties":false};

function validate21(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(Object.keys(data).length < 1){
const err0 = {instancePath,schemaPath:"#/minProperties",keyword:"minProperties",params:{limit: 1},message:"must NOT have fewer than 1 properties",schema:1,parentSchema:schema22,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
for(const key0 in data){
if(!((((key0 === "networks") || (key0 === "networkSets")) || (key0 === "networkSetSelector")) || (key0 === "hosts"))){
const err1 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema22,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data.networks !== undefined){
let data0 = data.networks;
if(Array.isArray(data0)){
if(data0.length > 1000){
const err2 = {instancePath:instancePath+"/networks",schemaPath:"#/properties/networks/maxItems",keyword:"maxItems",params:{limit: 1000},message:"must NOT have more than 1000 items",schema:1000,parentSchema:schema22.properties.networks,data:data0};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
if(data0.length < 1){
const err3 = {instancePath:instancePath+"/networks",schemaPath:"#/properties/networks/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema22.properties.networks,data:data0};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
const len0 = data0.length;
for(let i0=0; i0<len0; i0++){
let data1 = data0[i0];
if(typeof data1 === "string"){
if(!(formats10(data1))){
const err4 = {instancePath:instancePath+"/networks/" + i0,schemaPath:"#/properties/networks/items/format",keyword:"format",params:{format: "network"},message:"must match format \""+"network"+"\"",schema:"network",parentSchema:schema22.properties.networks.items,data:data1};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
else {
const err5 = {instancePath:instancePath+"/networks/" + i0,schemaPath:"#/properties/networks/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema22.properties.networks.items.type,parentSchema:schema22.properties.networks.items,data:data1};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
}
else {
const err6 = {instancePath:instancePath+"/networks",schemaPath:"#/properties/networks/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema22.properties.networks.type,parentSchema:schema22.properties.networks,data:data0};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data.networkSets !== undefined){
let data2 = data.networkSets;
if(Array.isArray(data2)){
if(data2.length > 64){
const err7 = {instancePath:instancePath+"/networkSets",schemaPath:"#/properties/networkSets/maxItems",keyword:"maxItems",params:{limit: 64},message:"must NOT have more than 64 items",schema:64,parentSchema:schema22.properties.networkSets,data:data2};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
if(data2.length < 1){
const err8 = {instancePath:instancePath+"/networkSets",schemaPath:"#/properties/networkSets/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema22.properties.networkSets,data:data2};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
const len1 = data2.length;
for(let i1=0; i1<len1; i1++){
let data3 = data2[i1];
if(typeof data3 === "string"){
if(!(formats0(data3))){
const err9 = {instancePath:instancePath+"/networkSets/" + i1,schemaPath:"#/properties/networkSets/items/format",keyword:"format",params:{format: "dns-label"},message:"must match format \""+"dns-label"+"\"",schema:"dns-label",parentSchema:schema22.properties.networkSets.items,data:data3};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
else {
const err10 = {instancePath:instancePath+"/networkSets/" + i1,schemaPath:"#/properties/networkSets/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema22.properties.networkSets.items.type,parentSchema:schema22.properties.networkSets.items,data:data3};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
let i2 = data2.length;
let j0;
if(i2 > 1){
const indices0 = {};
for(;i2--;){
let item0 = data2[i2];
if(typeof item0 !== "string"){
continue;
}
if(typeof indices0[item0] == "number"){
j0 = indices0[item0];
const err11 = {instancePath:instancePath+"/networkSets",schemaPath:"#/properties/networkSets/uniqueItems",keyword:"uniqueItems",params:{i: i2, j: j0},message:"must NOT have duplicate items (items ## "+j0+" and "+i2+" are identical)",schema:true,parentSchema:schema22.properties.networkSets,data:data2};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
break;
}
indices0[item0] = i2;
}
}
}
else {
const err12 = {instancePath:instancePath+"/networkSets",schemaPath:"#/properties/networkSets/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema22.properties.networkSets.type,parentSchema:schema22.properties.networkSets,data:data2};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
if(data.networkSetSelector !== undefined){
if(!(validate18(data.networkSetSelector, {instancePath:instancePath+"/networkSetSelector",parentData:data,parentDataProperty:"networkSetSelector",rootData}))){
vErrors = vErrors === null ? validate18.errors : vErrors.concat(validate18.errors);
errors = vErrors.length;
}
}
if(data.hosts !== undefined){
if(!(validate14(data.hosts, {instancePath:instancePath+"/hosts",parentData:data,parentDataProperty:"hosts",rootData}))){
vErrors = vErrors === null ? validate14.errors : vErrors.concat(validate14.errors);
errors = vErrors.length;
}
}
}
else {
const err13 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema22.type,parentSchema:schema22,data};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
validate21.errors = vErrors;
return errors === 0;
}


function validate17(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(Object.keys(data).length < 1){
const err0 = {instancePath,schemaPath:"#/minProperties",keyword:"minProperties",params:{limit: 1},message:"must NOT have fewer than 1 properties",schema:1,parentSchema:schema19,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
for(const key0 in data){
if(!(func3.call(schema19.properties, key0))){
const err1 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema19,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data.zones !== undefined){
let data0 = data.zones;
if(Array.isArray(data0)){
if(data0.length > 64){
const err2 = {instancePath:instancePath+"/zones",schemaPath:"#/properties/zones/maxItems",keyword:"maxItems",params:{limit: 64},message:"must NOT have more than 64 items",schema:64,parentSchema:schema19.properties.zones,data:data0};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
if(data0.length < 1){
const err3 = {instancePath:instancePath+"/zones",schemaPath:"#/properties/zones/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema19.properties.zones,data:data0};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
const len0 = data0.length;
for(let i0=0; i0<len0; i0++){
let data1 = data0[i0];
if(typeof data1 === "string"){
if(!(formats0(data1))){
const err4 = {instancePath:instancePath+"/zones/" + i0,schemaPath:"#/properties/zones/items/format",keyword:"format",params:{format: "dns-label"},message:"must match format \""+"dns-label"+"\"",schema:"dns-label",parentSchema:schema19.properties.zones.items,data:data1};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
else {
const err5 = {instancePath:instancePath+"/zones/" + i0,schemaPath:"#/properties/zones/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema19.properties.zones.items.type,parentSchema:schema19.properties.zones.items,data:data1};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
let i1 = data0.length;
let j0;
if(i1 > 1){
const indices0 = {};
for(;i1--;){
let item0 = data0[i1];
if(typeof item0 !== "string"){
continue;
}
if(typeof indices0[item0] == "number"){
j0 = indices0[item0];
const err6 = {instancePath:instancePath+"/zones",schemaPath:"#/properties/zones/uniqueItems",keyword:"uniqueItems",params:{i: i1, j: j0},message:"must NOT have duplicate items (items ## "+j0+" and "+i1+" are identical)",schema:true,parentSchema:schema19.properties.zones,data:data0};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
break;
}
indices0[item0] = i1;
}
}
}
else {
const err7 = {instancePath:instancePath+"/zones",schemaPath:"#/properties/zones/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema19.properties.zones.type,parentSchema:schema19.properties.zones,data:data0};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
if(data.interfaces !== undefined){
let data2 = data.interfaces;
if(Array.isArray(data2)){
if(data2.length > 64){
const err8 = {instancePath:instancePath+"/interfaces",schemaPath:"#/properties/interfaces/maxItems",keyword:"maxItems",params:{limit: 64},message:"must NOT have more than 64 items",schema:64,parentSchema:schema19.properties.interfaces,data:data2};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
if(data2.length < 1){
const err9 = {instancePath:instancePath+"/interfaces",schemaPath:"#/properties/interfaces/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema19.properties.interfaces,data:data2};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
const len1 = data2.length;
for(let i2=0; i2<len1; i2++){
let data3 = data2[i2];
if(typeof data3 === "string"){
if(!(formats6(data3))){
const err10 = {instancePath:instancePath+"/interfaces/" + i2,schemaPath:"#/properties/interfaces/items/format",keyword:"format",params:{format: "interface"},message:"must match format \""+"interface"+"\"",schema:"interface",parentSchema:schema19.properties.interfaces.items,data:data3};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
else {
const err11 = {instancePath:instancePath+"/interfaces/" + i2,schemaPath:"#/properties/interfaces/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema19.properties.interfaces.items.type,parentSchema:schema19.properties.interfaces.items,data:data3};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
let i3 = data2.length;
let j1;
if(i3 > 1){
const indices1 = {};
for(;i3--;){
let item1 = data2[i3];
if(typeof item1 !== "string"){
continue;
}
if(typeof indices1[item1] == "number"){
j1 = indices1[item1];
const err12 = {instancePath:instancePath+"/interfaces",schemaPath:"#/properties/interfaces/uniqueItems",keyword:"uniqueItems",params:{i: i3, j: j1},message:"must NOT have duplicate items (items ## "+j1+" and "+i3+" are identical)",schema:true,parentSchema:schema19.properties.interfaces,data:data2};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
break;
}
indices1[item1] = i3;
}
}
}
else {
const err13 = {instancePath:instancePath+"/interfaces",schemaPath:"#/properties/interfaces/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema19.properties.interfaces.type,parentSchema:schema19.properties.interfaces,data:data2};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
if(data.macs !== undefined){
let data4 = data.macs;
if(Array.isArray(data4)){
if(data4.length > 256){
const err14 = {instancePath:instancePath+"/macs",schemaPath:"#/properties/macs/maxItems",keyword:"maxItems",params:{limit: 256},message:"must NOT have more than 256 items",schema:256,parentSchema:schema19.properties.macs,data:data4};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
if(data4.length < 1){
const err15 = {instancePath:instancePath+"/macs",schemaPath:"#/properties/macs/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema19.properties.macs,data:data4};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
const len2 = data4.length;
for(let i4=0; i4<len2; i4++){
let data5 = data4[i4];
if(typeof data5 === "string"){
if(!(formats8(data5))){
const err16 = {instancePath:instancePath+"/macs/" + i4,schemaPath:"#/properties/macs/items/format",keyword:"format",params:{format: "mac"},message:"must match format \""+"mac"+"\"",schema:"mac",parentSchema:schema19.properties.macs.items,data:data5};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
else {
const err17 = {instancePath:instancePath+"/macs/" + i4,schemaPath:"#/properties/macs/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema19.properties.macs.items.type,parentSchema:schema19.properties.macs.items,data:data5};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
let i5 = data4.length;
let j2;
if(i5 > 1){
const indices2 = {};
for(;i5--;){
let item2 = data4[i5];
if(typeof item2 !== "string"){
continue;
}
if(typeof indices2[item2] == "number"){
j2 = indices2[item2];
const err18 = {instancePath:instancePath+"/macs",schemaPath:"#/properties/macs/uniqueItems",keyword:"uniqueItems",params:{i: i5, j: j2},message:"must NOT have duplicate items (items ## "+j2+" and "+i5+" are identical)",schema:true,parentSchema:schema19.properties.macs,data:data4};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
break;
}
indices2[item2] = i5;
}
}
}
else {
const err19 = {instancePath:instancePath+"/macs",schemaPath:"#/properties/macs/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema19.properties.macs.type,parentSchema:schema19.properties.macs,data:data4};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
if(data.networks !== undefined){
let data6 = data.networks;
if(Array.isArray(data6)){
if(data6.length > 1000){
const err20 = {instancePath:instancePath+"/networks",schemaPath:"#/properties/networks/maxItems",keyword:"maxItems",params:{limit: 1000},message:"must NOT have more than 1000 items",schema:1000,parentSchema:schema19.properties.networks,data:data6};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
if(data6.length < 1){
const err21 = {instancePath:instancePath+"/networks",schemaPath:"#/properties/networks/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema19.properties.networks,data:data6};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
const len3 = data6.length;
for(let i6=0; i6<len3; i6++){
let data7 = data6[i6];
if(typeof data7 === "string"){
if(!(formats10(data7))){
const err22 = {instancePath:instancePath+"/networks/" + i6,schemaPath:"#/properties/networks/items/format",keyword:"format",params:{format: "network"},message:"must match format \""+"network"+"\"",schema:"network",parentSchema:schema19.properties.networks.items,data:data7};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
}
else {
const err23 = {instancePath:instancePath+"/networks/" + i6,schemaPath:"#/properties/networks/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema19.properties.networks.items.type,parentSchema:schema19.properties.networks.items,data:data7};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
}
}
else {
const err24 = {instancePath:instancePath+"/networks",schemaPath:"#/properties/networks/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema19.properties.networks.type,parentSchema:schema19.properties.networks,data:data6};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
}
if(data.networkSets !== undefined){
let data8 = data.networkSets;
if(Array.isArray(data8)){
if(data8.length > 64){
const err25 = {instancePath:instancePath+"/networkSets",schemaPath:"#/properties/networkSets/maxItems",keyword:"maxItems",params:{limit: 64},message:"must NOT have more than 64 items",schema:64,parentSchema:schema19.properties.networkSets,data:data8};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
if(data8.length < 1){
const err26 = {instancePath:instancePath+"/networkSets",schemaPath:"#/properties/networkSets/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema19.properties.networkSets,data:data8};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
const len4 = data8.length;
for(let i7=0; i7<len4; i7++){
let data9 = data8[i7];
if(typeof data9 === "string"){
if(!(formats0(data9))){
const err27 = {instancePath:instancePath+"/networkSets/" + i7,schemaPath:"#/properties/networkSets/items/format",keyword:"format",params:{format: "dns-label"},message:"must match format \""+"dns-label"+"\"",schema:"dns-label",parentSchema:schema19.properties.networkSets.items,data:data9};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
}
else {
const err28 = {instancePath:instancePath+"/networkSets/" + i7,schemaPath:"#/properties/networkSets/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema19.properties.networkSets.items.type,parentSchema:schema19.properties.networkSets.items,data:data9};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
}
let i8 = data8.length;
let j3;
if(i8 > 1){
const indices3 = {};
for(;i8--;){
let item3 = data8[i8];
if(typeof item3 !== "string"){
continue;
}
if(typeof indices3[item3] == "number"){
j3 = indices3[item3];
const err29 = {instancePath:instancePath+"/networkSets",schemaPath:"#/properties/networkSets/uniqueItems",keyword:"uniqueItems",params:{i: i8, j: j3},message:"must NOT have duplicate items (items ## "+j3+" and "+i8+" are identical)",schema:true,parentSchema:schema19.properties.networkSets,data:data8};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
break;
}
indices3[item3] = i8;
}
}
}
else {
const err30 = {instancePath:instancePath+"/networkSets",schemaPath:"#/properties/networkSets/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema19.properties.networkSets.type,parentSchema:schema19.properties.networkSets,data:data8};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
}
if(data.domainNames !== undefined){
let data10 = data.domainNames;
if(Array.isArray(data10)){
if(data10.length > 64){
const err31 = {instancePath:instancePath+"/domainNames",schemaPath:"#/properties/domainNames/maxItems",keyword:"maxItems",params:{limit: 64},message:"must NOT have more than 64 items",schema:64,parentSchema:schema19.properties.domainNames,data:data10};
if(vErrors === null){
vErrors = [err31];
}
else {
vErrors.push(err31);
}
errors++;
}
if(data10.length < 1){
const err32 = {instancePath:instancePath+"/domainNames",schemaPath:"#/properties/domainNames/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema19.properties.domainNames,data:data10};
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
}
const len5 = data10.length;
for(let i9=0; i9<len5; i9++){
let data11 = data10[i9];
if(typeof data11 === "string"){
if(!(formats14(data11))){
const err33 = {instancePath:instancePath+"/domainNames/" + i9,schemaPath:"#/properties/domainNames/items/format",keyword:"format",params:{format: "domain-name"},message:"must match format \""+"domain-name"+"\"",schema:"domain-name",parentSchema:schema19.properties.domainNames.items,data:data11};
if(vErrors === null){
vErrors = [err33];
}
else {
vErrors.push(err33);
}
errors++;
}
}
else {
const err34 = {instancePath:instancePath+"/domainNames/" + i9,schemaPath:"#/properties/domainNames/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema19.properties.domainNames.items.type,parentSchema:schema19.properties.domainNames.items,data:data11};
if(vErrors === null){
vErrors = [err34];
}
else {
vErrors.push(err34);
}
errors++;
}
}
let i10 = data10.length;
let j4;
if(i10 > 1){
const indices4 = {};
for(;i10--;){
let item4 = data10[i10];
if(typeof item4 !== "string"){
continue;
}
if(typeof indices4[item4] == "number"){
j4 = indices4[item4];
const err35 = {instancePath:instancePath+"/domainNames",schemaPath:"#/properties/domainNames/uniqueItems",keyword:"uniqueItems",params:{i: i10, j: j4},message:"must NOT have duplicate items (items ## "+j4+" and "+i10+" are identical)",schema:true,parentSchema:schema19.properties.domainNames,data:data10};
if(vErrors === null){
vErrors = [err35];
}
else {
vErrors.push(err35);
}
errors++;
break;
}
indices4[item4] = i10;
}
}
}
else {
const err36 = {instancePath:instancePath+"/domainNames",schemaPath:"#/properties/domainNames/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema19.properties.domainNames.type,parentSchema:schema19.properties.domainNames,data:data10};
if(vErrors === null){
vErrors = [err36];
}
else {
vErrors.push(err36);
}
errors++;
}
}
if(data.networkSetSelector !== undefined){
if(!(validate18(data.networkSetSelector, {instancePath:instancePath+"/networkSetSelector",parentData:data,parentDataProperty:"networkSetSelector",rootData}))){
vErrors = vErrors === null ? validate18.errors : vErrors.concat(validate18.errors);
errors = vErrors.length;
}
}
if(data.hosts !== undefined){
if(!(validate14(data.hosts, {instancePath:instancePath+"/hosts",parentData:data,parentDataProperty:"hosts",rootData}))){
vErrors = vErrors === null ? validate14.errors : vErrors.concat(validate14.errors);
errors = vErrors.length;
}
}
if(data.except !== undefined){
if(!(validate21(data.except, {instancePath:instancePath+"/except",parentData:data,parentDataProperty:"except",rootData}))){
vErrors = vErrors === null ? validate21.errors : vErrors.concat(validate21.errors);
errors = vErrors.length;
}
}
}
else {
const err37 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema19.type,parentSchema:schema19,data};
if(vErrors === null){
vErrors = [err37];
}
else {
vErrors.push(err37);
}
errors++;
}
validate17.errors = vErrors;
return errors === 0;
}

const schema25 = {"type":"object","title":"OriginalDestination","description":"Where the packet went to before this host translated its destination (DNAT); only in ingress and forward rules. Without translation that is its destination.","minProperties":1,"properties":{"networks":{"type":"array","description":"Addresses that it went to.","minItems":1,"maxItems":64,"items":{"type":"string","description":"Address (read as /32 or /128) or CIDR with host bits zero.","format":"network"}},"ports":{"type":"array","description":"Ports that it went to; sourcePorts are not known any more.","minItems":1,"maxItems":64,"items":{"$ref":"#/$defs/PortSpec","description":"Ports of one transport protocol."}}},"additionalProperties":false};

function validate27(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(Object.keys(data).length < 1){
const err0 = {instancePath,schemaPath:"#/minProperties",keyword:"minProperties",params:{limit: 1},message:"must NOT have fewer than 1 properties",schema:1,parentSchema:schema25,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
for(const key0 in data){
if(!((key0 === "networks") || (key0 === "ports"))){
const err1 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema25,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data.networks !== undefined){
let data0 = data.networks;
if(Array.isArray(data0)){
if(data0.length > 64){
const err2 = {instancePath:instancePath+"/networks",schemaPath:"#/properties/networks/maxItems",keyword:"maxItems",params:{limit: 64},message:"must NOT have more than 64 items",schema:64,parentSchema:schema25.properties.networks,data:data0};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
if(data0.length < 1){
const err3 = {instancePath:instancePath+"/networks",schemaPath:"#/properties/networks/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema25.properties.networks,data:data0};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
const len0 = data0.length;
for(let i0=0; i0<len0; i0++){
let data1 = data0[i0];
if(typeof data1 === "string"){
if(!(formats10(data1))){
const err4 = {instancePath:instancePath+"/networks/" + i0,schemaPath:"#/properties/networks/items/format",keyword:"format",params:{format: "network"},message:"must match format \""+"network"+"\"",schema:"network",parentSchema:schema25.properties.networks.items,data:data1};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
else {
const err5 = {instancePath:instancePath+"/networks/" + i0,schemaPath:"#/properties/networks/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema25.properties.networks.items.type,parentSchema:schema25.properties.networks.items,data:data1};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
}
else {
const err6 = {instancePath:instancePath+"/networks",schemaPath:"#/properties/networks/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema25.properties.networks.type,parentSchema:schema25.properties.networks,data:data0};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data.ports !== undefined){
let data2 = data.ports;
if(Array.isArray(data2)){
if(data2.length > 64){
const err7 = {instancePath:instancePath+"/ports",schemaPath:"#/properties/ports/maxItems",keyword:"maxItems",params:{limit: 64},message:"must NOT have more than 64 items",schema:64,parentSchema:schema25.properties.ports,data:data2};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
if(data2.length < 1){
const err8 = {instancePath:instancePath+"/ports",schemaPath:"#/properties/ports/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema25.properties.ports,data:data2};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
const len1 = data2.length;
for(let i1=0; i1<len1; i1++){
let data3 = data2[i1];
if(data3 && typeof data3 == "object" && !Array.isArray(data3)){
if(data3.protocol === undefined){
const err9 = {instancePath:instancePath+"/ports/" + i1,schemaPath:"#/$defs/PortSpec/required",keyword:"required",params:{missingProperty: "protocol"},message:"must have required property '"+"protocol"+"'",schema:schema23.required,parentSchema:schema23,data:data3};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
for(const key1 in data3){
if(!(((key1 === "protocol") || (key1 === "ports")) || (key1 === "sourcePorts"))){
const err10 = {instancePath:instancePath+"/ports/" + i1,schemaPath:"#/$defs/PortSpec/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1},message:"must NOT have additional properties",schema:false,parentSchema:schema23,data:data3};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
if(data3.protocol !== undefined){
let data4 = data3.protocol;
if(typeof data4 !== "string"){
const err11 = {instancePath:instancePath+"/ports/" + i1+"/protocol",schemaPath:"#/$defs/PortSpec/properties/protocol/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema23.properties.protocol.type,parentSchema:schema23.properties.protocol,data:data4};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
if(!(((((data4 === "TCP") || (data4 === "UDP")) || (data4 === "SCTP")) || (data4 === "DCCP")) || (data4 === "UDPLite"))){
const err12 = {instancePath:instancePath+"/ports/" + i1+"/protocol",schemaPath:"#/$defs/PortSpec/properties/protocol/enum",keyword:"enum",params:{allowedValues: schema23.properties.protocol.enum},message:"must be equal to one of the allowed values",schema:schema23.properties.protocol.enum,parentSchema:schema23.properties.protocol,data:data4};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
if(data3.ports !== undefined){
let data5 = data3.ports;
if(Array.isArray(data5)){
if(data5.length > 64){
const err13 = {instancePath:instancePath+"/ports/" + i1+"/ports",schemaPath:"#/$defs/PortSpec/properties/ports/maxItems",keyword:"maxItems",params:{limit: 64},message:"must NOT have more than 64 items",schema:64,parentSchema:schema23.properties.ports,data:data5};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
if(data5.length < 1){
const err14 = {instancePath:instancePath+"/ports/" + i1+"/ports",schemaPath:"#/$defs/PortSpec/properties/ports/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema23.properties.ports,data:data5};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
const len2 = data5.length;
for(let i2=0; i2<len2; i2++){
let data6 = data5[i2];
if((!(((typeof data6 == "number") && (!(data6 % 1) && !isNaN(data6))) && (isFinite(data6)))) && (typeof data6 !== "string")){
const err15 = {instancePath:instancePath+"/ports/" + i1+"/ports/" + i2,schemaPath:"#/$defs/PortSpec/properties/ports/items/type",keyword:"type",params:{type: schema23.properties.ports.items.type},message:"must be integer,string",schema:schema23.properties.ports.items.type,parentSchema:schema23.properties.ports.items,data:data6};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
if((typeof data6 == "number") && (isFinite(data6))){
if(data6 > 65535 || isNaN(data6)){
const err16 = {instancePath:instancePath+"/ports/" + i1+"/ports/" + i2,schemaPath:"#/$defs/PortSpec/properties/ports/items/maximum",keyword:"maximum",params:{comparison: "<=", limit: 65535},message:"must be <= 65535",schema:65535,parentSchema:schema23.properties.ports.items,data:data6};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
if(data6 < 1 || isNaN(data6)){
const err17 = {instancePath:instancePath+"/ports/" + i1+"/ports/" + i2,schemaPath:"#/$defs/PortSpec/properties/ports/items/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema23.properties.ports.items,data:data6};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
if(typeof data6 === "string"){
if(!(formats22(data6))){
const err18 = {instancePath:instancePath+"/ports/" + i1+"/ports/" + i2,schemaPath:"#/$defs/PortSpec/properties/ports/items/format",keyword:"format",params:{format: "port"},message:"must match format \""+"port"+"\"",schema:"port",parentSchema:schema23.properties.ports.items,data:data6};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
}
}
else {
const err19 = {instancePath:instancePath+"/ports/" + i1+"/ports",schemaPath:"#/$defs/PortSpec/properties/ports/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema23.properties.ports.type,parentSchema:schema23.properties.ports,data:data5};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
if(data3.sourcePorts !== undefined){
let data7 = data3.sourcePorts;
if(Array.isArray(data7)){
if(data7.length > 64){
const err20 = {instancePath:instancePath+"/ports/" + i1+"/sourcePorts",schemaPath:"#/$defs/PortSpec/properties/sourcePorts/maxItems",keyword:"maxItems",params:{limit: 64},message:"must NOT have more than 64 items",schema:64,parentSchema:schema23.properties.sourcePorts,data:data7};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
if(data7.length < 1){
const err21 = {instancePath:instancePath+"/ports/" + i1+"/sourcePorts",schemaPath:"#/$defs/PortSpec/properties/sourcePorts/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema23.properties.sourcePorts,data:data7};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
const len3 = data7.length;
for(let i3=0; i3<len3; i3++){
let data8 = data7[i3];
if((!(((typeof data8 == "number") && (!(data8 % 1) && !isNaN(data8))) && (isFinite(data8)))) && (typeof data8 !== "string")){
const err22 = {instancePath:instancePath+"/ports/" + i1+"/sourcePorts/" + i3,schemaPath:"#/$defs/PortSpec/properties/sourcePorts/items/type",keyword:"type",params:{type: schema23.properties.sourcePorts.items.type},message:"must be integer,string",schema:schema23.properties.sourcePorts.items.type,parentSchema:schema23.properties.sourcePorts.items,data:data8};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
if((typeof data8 == "number") && (isFinite(data8))){
if(data8 > 65535 || isNaN(data8)){
const err23 = {instancePath:instancePath+"/ports/" + i1+"/sourcePorts/" + i3,schemaPath:"#/$defs/PortSpec/properties/sourcePorts/items/maximum",keyword:"maximum",params:{comparison: "<=", limit: 65535},message:"must be <= 65535",schema:65535,parentSchema:schema23.properties.sourcePorts.items,data:data8};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
if(data8 < 1 || isNaN(data8)){
const err24 = {instancePath:instancePath+"/ports/" + i1+"/sourcePorts/" + i3,schemaPath:"#/$defs/PortSpec/properties/sourcePorts/items/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema23.properties.sourcePorts.items,data:data8};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
}
if(typeof data8 === "string"){
if(!(formats22(data8))){
const err25 = {instancePath:instancePath+"/ports/" + i1+"/sourcePorts/" + i3,schemaPath:"#/$defs/PortSpec/properties/sourcePorts/items/format",keyword:"format",params:{format: "port"},message:"must match format \""+"port"+"\"",schema:"port",parentSchema:schema23.properties.sourcePorts.items,data:data8};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
}
}
}
else {
const err26 = {instancePath:instancePath+"/ports/" + i1+"/sourcePorts",schemaPath:"#/$defs/PortSpec/properties/sourcePorts/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema23.properties.sourcePorts.type,parentSchema:schema23.properties.sourcePorts,data:data7};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
}
}
else {
const err27 = {instancePath:instancePath+"/ports/" + i1,schemaPath:"#/$defs/PortSpec/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema23.type,parentSchema:schema23,data:data3};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
}
}
else {
const err28 = {instancePath:instancePath+"/ports",schemaPath:"#/properties/ports/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema25.properties.ports.type,parentSchema:schema25.properties.ports,data:data2};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
}
}
else {
const err29 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema25.type,parentSchema:schema25,data};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
validate27.errors = vErrors;
return errors === 0;
}


function validate16(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.name === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "name"},message:"must have required property '"+"name"+"'",schema:schema18.required,parentSchema:schema18,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.action === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "action"},message:"must have required property '"+"action"+"'",schema:schema18.required,parentSchema:schema18,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
for(const key0 in data){
if(!(func3.call(schema18.properties, key0))){
const err2 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema18,data};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data.name !== undefined){
let data0 = data.name;
if(typeof data0 === "string"){
if(!(formats0(data0))){
const err3 = {instancePath:instancePath+"/name",schemaPath:"#/properties/name/format",keyword:"format",params:{format: "dns-label"},message:"must match format \""+"dns-label"+"\"",schema:"dns-label",parentSchema:schema18.properties.name,data:data0};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
else {
const err4 = {instancePath:instancePath+"/name",schemaPath:"#/properties/name/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema18.properties.name.type,parentSchema:schema18.properties.name,data:data0};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.action !== undefined){
let data1 = data.action;
if(typeof data1 !== "string"){
const err5 = {instancePath:instancePath+"/action",schemaPath:"#/properties/action/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema18.properties.action.type,parentSchema:schema18.properties.action,data:data1};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
if(!(((((data1 === "Allow") || (data1 === "Deny")) || (data1 === "Reject")) || (data1 === "Pass")) || (data1 === "Log"))){
const err6 = {instancePath:instancePath+"/action",schemaPath:"#/properties/action/enum",keyword:"enum",params:{allowedValues: schema18.properties.action.enum},message:"must be equal to one of the allowed values",schema:schema18.properties.action.enum,parentSchema:schema18.properties.action,data:data1};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data.from !== undefined){
let data2 = data.from;
if(Array.isArray(data2)){
if(data2.length > 64){
const err7 = {instancePath:instancePath+"/from",schemaPath:"#/properties/from/maxItems",keyword:"maxItems",params:{limit: 64},message:"must NOT have more than 64 items",schema:64,parentSchema:schema18.properties.from,data:data2};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
if(data2.length < 1){
const err8 = {instancePath:instancePath+"/from",schemaPath:"#/properties/from/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema18.properties.from,data:data2};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
const len0 = data2.length;
for(let i0=0; i0<len0; i0++){
if(!(validate17(data2[i0], {instancePath:instancePath+"/from/" + i0,parentData:data2,parentDataProperty:i0,rootData}))){
vErrors = vErrors === null ? validate17.errors : vErrors.concat(validate17.errors);
errors = vErrors.length;
}
}
}
else {
const err9 = {instancePath:instancePath+"/from",schemaPath:"#/properties/from/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema18.properties.from.type,parentSchema:schema18.properties.from,data:data2};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
if(data.to !== undefined){
let data4 = data.to;
if(Array.isArray(data4)){
if(data4.length > 64){
const err10 = {instancePath:instancePath+"/to",schemaPath:"#/properties/to/maxItems",keyword:"maxItems",params:{limit: 64},message:"must NOT have more than 64 items",schema:64,parentSchema:schema18.properties.to,data:data4};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
if(data4.length < 1){
const err11 = {instancePath:instancePath+"/to",schemaPath:"#/properties/to/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema18.properties.to,data:data4};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
const len1 = data4.length;
for(let i1=0; i1<len1; i1++){
if(!(validate17(data4[i1], {instancePath:instancePath+"/to/" + i1,parentData:data4,parentDataProperty:i1,rootData}))){
vErrors = vErrors === null ? validate17.errors : vErrors.concat(validate17.errors);
errors = vErrors.length;
}
}
}
else {
const err12 = {instancePath:instancePath+"/to",schemaPath:"#/properties/to/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema18.properties.to.type,parentSchema:schema18.properties.to,data:data4};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
if(data.services !== undefined){
let data6 = data.services;
if(Array.isArray(data6)){
if(data6.length > 64){
const err13 = {instancePath:instancePath+"/services",schemaPath:"#/properties/services/maxItems",keyword:"maxItems",params:{limit: 64},message:"must NOT have more than 64 items",schema:64,parentSchema:schema18.properties.services,data:data6};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
if(data6.length < 1){
const err14 = {instancePath:instancePath+"/services",schemaPath:"#/properties/services/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema18.properties.services,data:data6};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
const len2 = data6.length;
for(let i2=0; i2<len2; i2++){
let data7 = data6[i2];
if(typeof data7 === "string"){
if(!(formats0(data7))){
const err15 = {instancePath:instancePath+"/services/" + i2,schemaPath:"#/properties/services/items/format",keyword:"format",params:{format: "dns-label"},message:"must match format \""+"dns-label"+"\"",schema:"dns-label",parentSchema:schema18.properties.services.items,data:data7};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
else {
const err16 = {instancePath:instancePath+"/services/" + i2,schemaPath:"#/properties/services/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema18.properties.services.items.type,parentSchema:schema18.properties.services.items,data:data7};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
let i3 = data6.length;
let j0;
if(i3 > 1){
const indices0 = {};
for(;i3--;){
let item0 = data6[i3];
if(typeof item0 !== "string"){
continue;
}
if(typeof indices0[item0] == "number"){
j0 = indices0[item0];
const err17 = {instancePath:instancePath+"/services",schemaPath:"#/properties/services/uniqueItems",keyword:"uniqueItems",params:{i: i3, j: j0},message:"must NOT have duplicate items (items ## "+j0+" and "+i3+" are identical)",schema:true,parentSchema:schema18.properties.services,data:data6};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
break;
}
indices0[item0] = i3;
}
}
}
else {
const err18 = {instancePath:instancePath+"/services",schemaPath:"#/properties/services/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema18.properties.services.type,parentSchema:schema18.properties.services,data:data6};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
if(data.ports !== undefined){
let data8 = data.ports;
if(Array.isArray(data8)){
if(data8.length > 64){
const err19 = {instancePath:instancePath+"/ports",schemaPath:"#/properties/ports/maxItems",keyword:"maxItems",params:{limit: 64},message:"must NOT have more than 64 items",schema:64,parentSchema:schema18.properties.ports,data:data8};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
if(data8.length < 1){
const err20 = {instancePath:instancePath+"/ports",schemaPath:"#/properties/ports/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema18.properties.ports,data:data8};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
const len3 = data8.length;
for(let i4=0; i4<len3; i4++){
let data9 = data8[i4];
if(data9 && typeof data9 == "object" && !Array.isArray(data9)){
if(data9.protocol === undefined){
const err21 = {instancePath:instancePath+"/ports/" + i4,schemaPath:"#/$defs/PortSpec/required",keyword:"required",params:{missingProperty: "protocol"},message:"must have required property '"+"protocol"+"'",schema:schema23.required,parentSchema:schema23,data:data9};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
for(const key1 in data9){
if(!(((key1 === "protocol") || (key1 === "ports")) || (key1 === "sourcePorts"))){
const err22 = {instancePath:instancePath+"/ports/" + i4,schemaPath:"#/$defs/PortSpec/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1},message:"must NOT have additional properties",schema:false,parentSchema:schema23,data:data9};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
}
if(data9.protocol !== undefined){
let data10 = data9.protocol;
if(typeof data10 !== "string"){
const err23 = {instancePath:instancePath+"/ports/" + i4+"/protocol",schemaPath:"#/$defs/PortSpec/properties/protocol/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema23.properties.protocol.type,parentSchema:schema23.properties.protocol,data:data10};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
if(!(((((data10 === "TCP") || (data10 === "UDP")) || (data10 === "SCTP")) || (data10 === "DCCP")) || (data10 === "UDPLite"))){
const err24 = {instancePath:instancePath+"/ports/" + i4+"/protocol",schemaPath:"#/$defs/PortSpec/properties/protocol/enum",keyword:"enum",params:{allowedValues: schema23.properties.protocol.enum},message:"must be equal to one of the allowed values",schema:schema23.properties.protocol.enum,parentSchema:schema23.properties.protocol,data:data10};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
}
if(data9.ports !== undefined){
let data11 = data9.ports;
if(Array.isArray(data11)){
if(data11.length > 64){
const err25 = {instancePath:instancePath+"/ports/" + i4+"/ports",schemaPath:"#/$defs/PortSpec/properties/ports/maxItems",keyword:"maxItems",params:{limit: 64},message:"must NOT have more than 64 items",schema:64,parentSchema:schema23.properties.ports,data:data11};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
if(data11.length < 1){
const err26 = {instancePath:instancePath+"/ports/" + i4+"/ports",schemaPath:"#/$defs/PortSpec/properties/ports/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema23.properties.ports,data:data11};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
const len4 = data11.length;
for(let i5=0; i5<len4; i5++){
let data12 = data11[i5];
if((!(((typeof data12 == "number") && (!(data12 % 1) && !isNaN(data12))) && (isFinite(data12)))) && (typeof data12 !== "string")){
const err27 = {instancePath:instancePath+"/ports/" + i4+"/ports/" + i5,schemaPath:"#/$defs/PortSpec/properties/ports/items/type",keyword:"type",params:{type: schema23.properties.ports.items.type},message:"must be integer,string",schema:schema23.properties.ports.items.type,parentSchema:schema23.properties.ports.items,data:data12};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
if((typeof data12 == "number") && (isFinite(data12))){
if(data12 > 65535 || isNaN(data12)){
const err28 = {instancePath:instancePath+"/ports/" + i4+"/ports/" + i5,schemaPath:"#/$defs/PortSpec/properties/ports/items/maximum",keyword:"maximum",params:{comparison: "<=", limit: 65535},message:"must be <= 65535",schema:65535,parentSchema:schema23.properties.ports.items,data:data12};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
if(data12 < 1 || isNaN(data12)){
const err29 = {instancePath:instancePath+"/ports/" + i4+"/ports/" + i5,schemaPath:"#/$defs/PortSpec/properties/ports/items/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema23.properties.ports.items,data:data12};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
}
if(typeof data12 === "string"){
if(!(formats22(data12))){
const err30 = {instancePath:instancePath+"/ports/" + i4+"/ports/" + i5,schemaPath:"#/$defs/PortSpec/properties/ports/items/format",keyword:"format",params:{format: "port"},message:"must match format \""+"port"+"\"",schema:"port",parentSchema:schema23.properties.ports.items,data:data12};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
}
}
}
else {
const err31 = {instancePath:instancePath+"/ports/" + i4+"/ports",schemaPath:"#/$defs/PortSpec/properties/ports/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema23.properties.ports.type,parentSchema:schema23.properties.ports,data:data11};
if(vErrors === null){
vErrors = [err31];
}
else {
vErrors.push(err31);
}
errors++;
}
}
if(data9.sourcePorts !== undefined){
let data13 = data9.sourcePorts;
if(Array.isArray(data13)){
if(data13.length > 64){
const err32 = {instancePath:instancePath+"/ports/" + i4+"/sourcePorts",schemaPath:"#/$defs/PortSpec/properties/sourcePorts/maxItems",keyword:"maxItems",params:{limit: 64},message:"must NOT have more than 64 items",schema:64,parentSchema:schema23.properties.sourcePorts,data:data13};
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
}
if(data13.length < 1){
const err33 = {instancePath:instancePath+"/ports/" + i4+"/sourcePorts",schemaPath:"#/$defs/PortSpec/properties/sourcePorts/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema23.properties.sourcePorts,data:data13};
if(vErrors === null){
vErrors = [err33];
}
else {
vErrors.push(err33);
}
errors++;
}
const len5 = data13.length;
for(let i6=0; i6<len5; i6++){
let data14 = data13[i6];
if((!(((typeof data14 == "number") && (!(data14 % 1) && !isNaN(data14))) && (isFinite(data14)))) && (typeof data14 !== "string")){
const err34 = {instancePath:instancePath+"/ports/" + i4+"/sourcePorts/" + i6,schemaPath:"#/$defs/PortSpec/properties/sourcePorts/items/type",keyword:"type",params:{type: schema23.properties.sourcePorts.items.type},message:"must be integer,string",schema:schema23.properties.sourcePorts.items.type,parentSchema:schema23.properties.sourcePorts.items,data:data14};
if(vErrors === null){
vErrors = [err34];
}
else {
vErrors.push(err34);
}
errors++;
}
if((typeof data14 == "number") && (isFinite(data14))){
if(data14 > 65535 || isNaN(data14)){
const err35 = {instancePath:instancePath+"/ports/" + i4+"/sourcePorts/" + i6,schemaPath:"#/$defs/PortSpec/properties/sourcePorts/items/maximum",keyword:"maximum",params:{comparison: "<=", limit: 65535},message:"must be <= 65535",schema:65535,parentSchema:schema23.properties.sourcePorts.items,data:data14};
if(vErrors === null){
vErrors = [err35];
}
else {
vErrors.push(err35);
}
errors++;
}
if(data14 < 1 || isNaN(data14)){
const err36 = {instancePath:instancePath+"/ports/" + i4+"/sourcePorts/" + i6,schemaPath:"#/$defs/PortSpec/properties/sourcePorts/items/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema23.properties.sourcePorts.items,data:data14};
if(vErrors === null){
vErrors = [err36];
}
else {
vErrors.push(err36);
}
errors++;
}
}
if(typeof data14 === "string"){
if(!(formats22(data14))){
const err37 = {instancePath:instancePath+"/ports/" + i4+"/sourcePorts/" + i6,schemaPath:"#/$defs/PortSpec/properties/sourcePorts/items/format",keyword:"format",params:{format: "port"},message:"must match format \""+"port"+"\"",schema:"port",parentSchema:schema23.properties.sourcePorts.items,data:data14};
if(vErrors === null){
vErrors = [err37];
}
else {
vErrors.push(err37);
}
errors++;
}
}
}
}
else {
const err38 = {instancePath:instancePath+"/ports/" + i4+"/sourcePorts",schemaPath:"#/$defs/PortSpec/properties/sourcePorts/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema23.properties.sourcePorts.type,parentSchema:schema23.properties.sourcePorts,data:data13};
if(vErrors === null){
vErrors = [err38];
}
else {
vErrors.push(err38);
}
errors++;
}
}
}
else {
const err39 = {instancePath:instancePath+"/ports/" + i4,schemaPath:"#/$defs/PortSpec/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema23.type,parentSchema:schema23,data:data9};
if(vErrors === null){
vErrors = [err39];
}
else {
vErrors.push(err39);
}
errors++;
}
}
}
else {
const err40 = {instancePath:instancePath+"/ports",schemaPath:"#/properties/ports/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema18.properties.ports.type,parentSchema:schema18.properties.ports,data:data8};
if(vErrors === null){
vErrors = [err40];
}
else {
vErrors.push(err40);
}
errors++;
}
}
if(data.protocols !== undefined){
let data15 = data.protocols;
if(Array.isArray(data15)){
if(data15.length > 64){
const err41 = {instancePath:instancePath+"/protocols",schemaPath:"#/properties/protocols/maxItems",keyword:"maxItems",params:{limit: 64},message:"must NOT have more than 64 items",schema:64,parentSchema:schema18.properties.protocols,data:data15};
if(vErrors === null){
vErrors = [err41];
}
else {
vErrors.push(err41);
}
errors++;
}
if(data15.length < 1){
const err42 = {instancePath:instancePath+"/protocols",schemaPath:"#/properties/protocols/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema18.properties.protocols,data:data15};
if(vErrors === null){
vErrors = [err42];
}
else {
vErrors.push(err42);
}
errors++;
}
const len6 = data15.length;
for(let i7=0; i7<len6; i7++){
let data16 = data15[i7];
if((!(((typeof data16 == "number") && (!(data16 % 1) && !isNaN(data16))) && (isFinite(data16)))) && (typeof data16 !== "string")){
const err43 = {instancePath:instancePath+"/protocols/" + i7,schemaPath:"#/properties/protocols/items/type",keyword:"type",params:{type: schema18.properties.protocols.items.type},message:"must be integer,string",schema:schema18.properties.protocols.items.type,parentSchema:schema18.properties.protocols.items,data:data16};
if(vErrors === null){
vErrors = [err43];
}
else {
vErrors.push(err43);
}
errors++;
}
if((typeof data16 == "number") && (isFinite(data16))){
if(data16 > 255 || isNaN(data16)){
const err44 = {instancePath:instancePath+"/protocols/" + i7,schemaPath:"#/properties/protocols/items/maximum",keyword:"maximum",params:{comparison: "<=", limit: 255},message:"must be <= 255",schema:255,parentSchema:schema18.properties.protocols.items,data:data16};
if(vErrors === null){
vErrors = [err44];
}
else {
vErrors.push(err44);
}
errors++;
}
if(data16 < 1 || isNaN(data16)){
const err45 = {instancePath:instancePath+"/protocols/" + i7,schemaPath:"#/properties/protocols/items/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema18.properties.protocols.items,data:data16};
if(vErrors === null){
vErrors = [err45];
}
else {
vErrors.push(err45);
}
errors++;
}
}
if(typeof data16 === "string"){
if(!(formats26(data16))){
const err46 = {instancePath:instancePath+"/protocols/" + i7,schemaPath:"#/properties/protocols/items/format",keyword:"format",params:{format: "protocol"},message:"must match format \""+"protocol"+"\"",schema:"protocol",parentSchema:schema18.properties.protocols.items,data:data16};
if(vErrors === null){
vErrors = [err46];
}
else {
vErrors.push(err46);
}
errors++;
}
}
}
}
else {
const err47 = {instancePath:instancePath+"/protocols",schemaPath:"#/properties/protocols/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema18.properties.protocols.type,parentSchema:schema18.properties.protocols,data:data15};
if(vErrors === null){
vErrors = [err47];
}
else {
vErrors.push(err47);
}
errors++;
}
}
if(data.icmp !== undefined){
let data17 = data.icmp;
if(Array.isArray(data17)){
if(data17.length > 64){
const err48 = {instancePath:instancePath+"/icmp",schemaPath:"#/properties/icmp/maxItems",keyword:"maxItems",params:{limit: 64},message:"must NOT have more than 64 items",schema:64,parentSchema:schema18.properties.icmp,data:data17};
if(vErrors === null){
vErrors = [err48];
}
else {
vErrors.push(err48);
}
errors++;
}
if(data17.length < 1){
const err49 = {instancePath:instancePath+"/icmp",schemaPath:"#/properties/icmp/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema18.properties.icmp,data:data17};
if(vErrors === null){
vErrors = [err49];
}
else {
vErrors.push(err49);
}
errors++;
}
const len7 = data17.length;
for(let i8=0; i8<len7; i8++){
let data18 = data17[i8];
if(data18 && typeof data18 == "object" && !Array.isArray(data18)){
if(data18.family === undefined){
const err50 = {instancePath:instancePath+"/icmp/" + i8,schemaPath:"#/$defs/IcmpSpec/required",keyword:"required",params:{missingProperty: "family"},message:"must have required property '"+"family"+"'",schema:schema24.required,parentSchema:schema24,data:data18};
if(vErrors === null){
vErrors = [err50];
}
else {
vErrors.push(err50);
}
errors++;
}
if(data18.type === undefined){
const err51 = {instancePath:instancePath+"/icmp/" + i8,schemaPath:"#/$defs/IcmpSpec/required",keyword:"required",params:{missingProperty: "type"},message:"must have required property '"+"type"+"'",schema:schema24.required,parentSchema:schema24,data:data18};
if(vErrors === null){
vErrors = [err51];
}
else {
vErrors.push(err51);
}
errors++;
}
for(const key2 in data18){
if(!(((key2 === "family") || (key2 === "type")) || (key2 === "code"))){
const err52 = {instancePath:instancePath+"/icmp/" + i8,schemaPath:"#/$defs/IcmpSpec/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key2},message:"must NOT have additional properties",schema:false,parentSchema:schema24,data:data18};
if(vErrors === null){
vErrors = [err52];
}
else {
vErrors.push(err52);
}
errors++;
}
}
if(data18.family !== undefined){
let data19 = data18.family;
if(typeof data19 !== "string"){
const err53 = {instancePath:instancePath+"/icmp/" + i8+"/family",schemaPath:"#/$defs/IcmpSpec/properties/family/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema24.properties.family.type,parentSchema:schema24.properties.family,data:data19};
if(vErrors === null){
vErrors = [err53];
}
else {
vErrors.push(err53);
}
errors++;
}
if(!((data19 === "IPv4") || (data19 === "IPv6"))){
const err54 = {instancePath:instancePath+"/icmp/" + i8+"/family",schemaPath:"#/$defs/IcmpSpec/properties/family/enum",keyword:"enum",params:{allowedValues: schema24.properties.family.enum},message:"must be equal to one of the allowed values",schema:schema24.properties.family.enum,parentSchema:schema24.properties.family,data:data19};
if(vErrors === null){
vErrors = [err54];
}
else {
vErrors.push(err54);
}
errors++;
}
}
if(data18.type !== undefined){
let data20 = data18.type;
if((!(((typeof data20 == "number") && (!(data20 % 1) && !isNaN(data20))) && (isFinite(data20)))) && (typeof data20 !== "string")){
const err55 = {instancePath:instancePath+"/icmp/" + i8+"/type",schemaPath:"#/$defs/IcmpSpec/properties/type/type",keyword:"type",params:{type: schema24.properties.type.type},message:"must be integer,string",schema:schema24.properties.type.type,parentSchema:schema24.properties.type,data:data20};
if(vErrors === null){
vErrors = [err55];
}
else {
vErrors.push(err55);
}
errors++;
}
if((typeof data20 == "number") && (isFinite(data20))){
if(data20 > 255 || isNaN(data20)){
const err56 = {instancePath:instancePath+"/icmp/" + i8+"/type",schemaPath:"#/$defs/IcmpSpec/properties/type/maximum",keyword:"maximum",params:{comparison: "<=", limit: 255},message:"must be <= 255",schema:255,parentSchema:schema24.properties.type,data:data20};
if(vErrors === null){
vErrors = [err56];
}
else {
vErrors.push(err56);
}
errors++;
}
if(data20 < 0 || isNaN(data20)){
const err57 = {instancePath:instancePath+"/icmp/" + i8+"/type",schemaPath:"#/$defs/IcmpSpec/properties/type/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0",schema:0,parentSchema:schema24.properties.type,data:data20};
if(vErrors === null){
vErrors = [err57];
}
else {
vErrors.push(err57);
}
errors++;
}
}
if(typeof data20 === "string"){
if(!(formats28(data20))){
const err58 = {instancePath:instancePath+"/icmp/" + i8+"/type",schemaPath:"#/$defs/IcmpSpec/properties/type/format",keyword:"format",params:{format: "icmp-type"},message:"must match format \""+"icmp-type"+"\"",schema:"icmp-type",parentSchema:schema24.properties.type,data:data20};
if(vErrors === null){
vErrors = [err58];
}
else {
vErrors.push(err58);
}
errors++;
}
}
}
if(data18.code !== undefined){
let data21 = data18.code;
if(!(((typeof data21 == "number") && (!(data21 % 1) && !isNaN(data21))) && (isFinite(data21)))){
const err59 = {instancePath:instancePath+"/icmp/" + i8+"/code",schemaPath:"#/$defs/IcmpSpec/properties/code/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema24.properties.code.type,parentSchema:schema24.properties.code,data:data21};
if(vErrors === null){
vErrors = [err59];
}
else {
vErrors.push(err59);
}
errors++;
}
if((typeof data21 == "number") && (isFinite(data21))){
if(data21 > 255 || isNaN(data21)){
const err60 = {instancePath:instancePath+"/icmp/" + i8+"/code",schemaPath:"#/$defs/IcmpSpec/properties/code/maximum",keyword:"maximum",params:{comparison: "<=", limit: 255},message:"must be <= 255",schema:255,parentSchema:schema24.properties.code,data:data21};
if(vErrors === null){
vErrors = [err60];
}
else {
vErrors.push(err60);
}
errors++;
}
if(data21 < 0 || isNaN(data21)){
const err61 = {instancePath:instancePath+"/icmp/" + i8+"/code",schemaPath:"#/$defs/IcmpSpec/properties/code/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0",schema:0,parentSchema:schema24.properties.code,data:data21};
if(vErrors === null){
vErrors = [err61];
}
else {
vErrors.push(err61);
}
errors++;
}
}
}
}
else {
const err62 = {instancePath:instancePath+"/icmp/" + i8,schemaPath:"#/$defs/IcmpSpec/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema24.type,parentSchema:schema24,data:data18};
if(vErrors === null){
vErrors = [err62];
}
else {
vErrors.push(err62);
}
errors++;
}
}
}
else {
const err63 = {instancePath:instancePath+"/icmp",schemaPath:"#/properties/icmp/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema18.properties.icmp.type,parentSchema:schema18.properties.icmp,data:data17};
if(vErrors === null){
vErrors = [err63];
}
else {
vErrors.push(err63);
}
errors++;
}
}
if(data.ipFamilies !== undefined){
let data22 = data.ipFamilies;
if(Array.isArray(data22)){
if(data22.length > 2){
const err64 = {instancePath:instancePath+"/ipFamilies",schemaPath:"#/properties/ipFamilies/maxItems",keyword:"maxItems",params:{limit: 2},message:"must NOT have more than 2 items",schema:2,parentSchema:schema18.properties.ipFamilies,data:data22};
if(vErrors === null){
vErrors = [err64];
}
else {
vErrors.push(err64);
}
errors++;
}
if(data22.length < 1){
const err65 = {instancePath:instancePath+"/ipFamilies",schemaPath:"#/properties/ipFamilies/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema18.properties.ipFamilies,data:data22};
if(vErrors === null){
vErrors = [err65];
}
else {
vErrors.push(err65);
}
errors++;
}
const len8 = data22.length;
for(let i9=0; i9<len8; i9++){
let data23 = data22[i9];
if(typeof data23 !== "string"){
const err66 = {instancePath:instancePath+"/ipFamilies/" + i9,schemaPath:"#/properties/ipFamilies/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema18.properties.ipFamilies.items.type,parentSchema:schema18.properties.ipFamilies.items,data:data23};
if(vErrors === null){
vErrors = [err66];
}
else {
vErrors.push(err66);
}
errors++;
}
if(!((data23 === "IPv4") || (data23 === "IPv6"))){
const err67 = {instancePath:instancePath+"/ipFamilies/" + i9,schemaPath:"#/properties/ipFamilies/items/enum",keyword:"enum",params:{allowedValues: schema18.properties.ipFamilies.items.enum},message:"must be equal to one of the allowed values",schema:schema18.properties.ipFamilies.items.enum,parentSchema:schema18.properties.ipFamilies.items,data:data23};
if(vErrors === null){
vErrors = [err67];
}
else {
vErrors.push(err67);
}
errors++;
}
}
let i10 = data22.length;
let j1;
if(i10 > 1){
const indices1 = {};
for(;i10--;){
let item1 = data22[i10];
if(typeof item1 !== "string"){
continue;
}
if(typeof indices1[item1] == "number"){
j1 = indices1[item1];
const err68 = {instancePath:instancePath+"/ipFamilies",schemaPath:"#/properties/ipFamilies/uniqueItems",keyword:"uniqueItems",params:{i: i10, j: j1},message:"must NOT have duplicate items (items ## "+j1+" and "+i10+" are identical)",schema:true,parentSchema:schema18.properties.ipFamilies,data:data22};
if(vErrors === null){
vErrors = [err68];
}
else {
vErrors.push(err68);
}
errors++;
break;
}
indices1[item1] = i10;
}
}
}
else {
const err69 = {instancePath:instancePath+"/ipFamilies",schemaPath:"#/properties/ipFamilies/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema18.properties.ipFamilies.type,parentSchema:schema18.properties.ipFamilies,data:data22};
if(vErrors === null){
vErrors = [err69];
}
else {
vErrors.push(err69);
}
errors++;
}
}
if(data.originalDestination !== undefined){
if(!(validate27(data.originalDestination, {instancePath:instancePath+"/originalDestination",parentData:data,parentDataProperty:"originalDestination",rootData}))){
vErrors = vErrors === null ? validate27.errors : vErrors.concat(validate27.errors);
errors = vErrors.length;
}
}
if(data.states !== undefined){
let data25 = data.states;
if(Array.isArray(data25)){
if(data25.length > 2){
const err70 = {instancePath:instancePath+"/states",schemaPath:"#/properties/states/maxItems",keyword:"maxItems",params:{limit: 2},message:"must NOT have more than 2 items",schema:2,parentSchema:schema18.properties.states,data:data25};
if(vErrors === null){
vErrors = [err70];
}
else {
vErrors.push(err70);
}
errors++;
}
if(data25.length < 1){
const err71 = {instancePath:instancePath+"/states",schemaPath:"#/properties/states/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema18.properties.states,data:data25};
if(vErrors === null){
vErrors = [err71];
}
else {
vErrors.push(err71);
}
errors++;
}
const len9 = data25.length;
for(let i11=0; i11<len9; i11++){
let data26 = data25[i11];
if(typeof data26 !== "string"){
const err72 = {instancePath:instancePath+"/states/" + i11,schemaPath:"#/properties/states/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema18.properties.states.items.type,parentSchema:schema18.properties.states.items,data:data26};
if(vErrors === null){
vErrors = [err72];
}
else {
vErrors.push(err72);
}
errors++;
}
if(!((data26 === "New") || (data26 === "Untracked"))){
const err73 = {instancePath:instancePath+"/states/" + i11,schemaPath:"#/properties/states/items/enum",keyword:"enum",params:{allowedValues: schema18.properties.states.items.enum},message:"must be equal to one of the allowed values",schema:schema18.properties.states.items.enum,parentSchema:schema18.properties.states.items,data:data26};
if(vErrors === null){
vErrors = [err73];
}
else {
vErrors.push(err73);
}
errors++;
}
}
let i12 = data25.length;
let j2;
if(i12 > 1){
const indices2 = {};
for(;i12--;){
let item2 = data25[i12];
if(typeof item2 !== "string"){
continue;
}
if(typeof indices2[item2] == "number"){
j2 = indices2[item2];
const err74 = {instancePath:instancePath+"/states",schemaPath:"#/properties/states/uniqueItems",keyword:"uniqueItems",params:{i: i12, j: j2},message:"must NOT have duplicate items (items ## "+j2+" and "+i12+" are identical)",schema:true,parentSchema:schema18.properties.states,data:data25};
if(vErrors === null){
vErrors = [err74];
}
else {
vErrors.push(err74);
}
errors++;
break;
}
indices2[item2] = i12;
}
}
}
else {
const err75 = {instancePath:instancePath+"/states",schemaPath:"#/properties/states/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema18.properties.states.type,parentSchema:schema18.properties.states,data:data25};
if(vErrors === null){
vErrors = [err75];
}
else {
vErrors.push(err75);
}
errors++;
}
}
if(data.process !== undefined){
let data27 = data.process;
if(data27 && typeof data27 == "object" && !Array.isArray(data27)){
if(Object.keys(data27).length < 1){
const err76 = {instancePath:instancePath+"/process",schemaPath:"#/$defs/Process/minProperties",keyword:"minProperties",params:{limit: 1},message:"must NOT have fewer than 1 properties",schema:1,parentSchema:schema27,data:data27};
if(vErrors === null){
vErrors = [err76];
}
else {
vErrors.push(err76);
}
errors++;
}
for(const key3 in data27){
if(!((key3 === "uids") || (key3 === "gids"))){
const err77 = {instancePath:instancePath+"/process",schemaPath:"#/$defs/Process/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key3},message:"must NOT have additional properties",schema:false,parentSchema:schema27,data:data27};
if(vErrors === null){
vErrors = [err77];
}
else {
vErrors.push(err77);
}
errors++;
}
}
if(data27.uids !== undefined){
let data28 = data27.uids;
if(Array.isArray(data28)){
if(data28.length > 64){
const err78 = {instancePath:instancePath+"/process/uids",schemaPath:"#/$defs/Process/properties/uids/maxItems",keyword:"maxItems",params:{limit: 64},message:"must NOT have more than 64 items",schema:64,parentSchema:schema27.properties.uids,data:data28};
if(vErrors === null){
vErrors = [err78];
}
else {
vErrors.push(err78);
}
errors++;
}
if(data28.length < 1){
const err79 = {instancePath:instancePath+"/process/uids",schemaPath:"#/$defs/Process/properties/uids/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema27.properties.uids,data:data28};
if(vErrors === null){
vErrors = [err79];
}
else {
vErrors.push(err79);
}
errors++;
}
const len10 = data28.length;
for(let i13=0; i13<len10; i13++){
let data29 = data28[i13];
if((!(((typeof data29 == "number") && (!(data29 % 1) && !isNaN(data29))) && (isFinite(data29)))) && (typeof data29 !== "string")){
const err80 = {instancePath:instancePath+"/process/uids/" + i13,schemaPath:"#/$defs/Process/properties/uids/items/type",keyword:"type",params:{type: schema27.properties.uids.items.type},message:"must be integer,string",schema:schema27.properties.uids.items.type,parentSchema:schema27.properties.uids.items,data:data29};
if(vErrors === null){
vErrors = [err80];
}
else {
vErrors.push(err80);
}
errors++;
}
if((typeof data29 == "number") && (isFinite(data29))){
if(data29 > 4294967294 || isNaN(data29)){
const err81 = {instancePath:instancePath+"/process/uids/" + i13,schemaPath:"#/$defs/Process/properties/uids/items/maximum",keyword:"maximum",params:{comparison: "<=", limit: 4294967294},message:"must be <= 4294967294",schema:4294967294,parentSchema:schema27.properties.uids.items,data:data29};
if(vErrors === null){
vErrors = [err81];
}
else {
vErrors.push(err81);
}
errors++;
}
if(data29 < 0 || isNaN(data29)){
const err82 = {instancePath:instancePath+"/process/uids/" + i13,schemaPath:"#/$defs/Process/properties/uids/items/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0",schema:0,parentSchema:schema27.properties.uids.items,data:data29};
if(vErrors === null){
vErrors = [err82];
}
else {
vErrors.push(err82);
}
errors++;
}
}
if(typeof data29 === "string"){
if(!(formats36(data29))){
const err83 = {instancePath:instancePath+"/process/uids/" + i13,schemaPath:"#/$defs/Process/properties/uids/items/format",keyword:"format",params:{format: "id-range"},message:"must match format \""+"id-range"+"\"",schema:"id-range",parentSchema:schema27.properties.uids.items,data:data29};
if(vErrors === null){
vErrors = [err83];
}
else {
vErrors.push(err83);
}
errors++;
}
}
}
}
else {
const err84 = {instancePath:instancePath+"/process/uids",schemaPath:"#/$defs/Process/properties/uids/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema27.properties.uids.type,parentSchema:schema27.properties.uids,data:data28};
if(vErrors === null){
vErrors = [err84];
}
else {
vErrors.push(err84);
}
errors++;
}
}
if(data27.gids !== undefined){
let data30 = data27.gids;
if(Array.isArray(data30)){
if(data30.length > 64){
const err85 = {instancePath:instancePath+"/process/gids",schemaPath:"#/$defs/Process/properties/gids/maxItems",keyword:"maxItems",params:{limit: 64},message:"must NOT have more than 64 items",schema:64,parentSchema:schema27.properties.gids,data:data30};
if(vErrors === null){
vErrors = [err85];
}
else {
vErrors.push(err85);
}
errors++;
}
if(data30.length < 1){
const err86 = {instancePath:instancePath+"/process/gids",schemaPath:"#/$defs/Process/properties/gids/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema27.properties.gids,data:data30};
if(vErrors === null){
vErrors = [err86];
}
else {
vErrors.push(err86);
}
errors++;
}
const len11 = data30.length;
for(let i14=0; i14<len11; i14++){
let data31 = data30[i14];
if((!(((typeof data31 == "number") && (!(data31 % 1) && !isNaN(data31))) && (isFinite(data31)))) && (typeof data31 !== "string")){
const err87 = {instancePath:instancePath+"/process/gids/" + i14,schemaPath:"#/$defs/Process/properties/gids/items/type",keyword:"type",params:{type: schema27.properties.gids.items.type},message:"must be integer,string",schema:schema27.properties.gids.items.type,parentSchema:schema27.properties.gids.items,data:data31};
if(vErrors === null){
vErrors = [err87];
}
else {
vErrors.push(err87);
}
errors++;
}
if((typeof data31 == "number") && (isFinite(data31))){
if(data31 > 4294967294 || isNaN(data31)){
const err88 = {instancePath:instancePath+"/process/gids/" + i14,schemaPath:"#/$defs/Process/properties/gids/items/maximum",keyword:"maximum",params:{comparison: "<=", limit: 4294967294},message:"must be <= 4294967294",schema:4294967294,parentSchema:schema27.properties.gids.items,data:data31};
if(vErrors === null){
vErrors = [err88];
}
else {
vErrors.push(err88);
}
errors++;
}
if(data31 < 0 || isNaN(data31)){
const err89 = {instancePath:instancePath+"/process/gids/" + i14,schemaPath:"#/$defs/Process/properties/gids/items/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0",schema:0,parentSchema:schema27.properties.gids.items,data:data31};
if(vErrors === null){
vErrors = [err89];
}
else {
vErrors.push(err89);
}
errors++;
}
}
if(typeof data31 === "string"){
if(!(formats36(data31))){
const err90 = {instancePath:instancePath+"/process/gids/" + i14,schemaPath:"#/$defs/Process/properties/gids/items/format",keyword:"format",params:{format: "id-range"},message:"must match format \""+"id-range"+"\"",schema:"id-range",parentSchema:schema27.properties.gids.items,data:data31};
if(vErrors === null){
vErrors = [err90];
}
else {
vErrors.push(err90);
}
errors++;
}
}
}
}
else {
const err91 = {instancePath:instancePath+"/process/gids",schemaPath:"#/$defs/Process/properties/gids/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema27.properties.gids.type,parentSchema:schema27.properties.gids,data:data30};
if(vErrors === null){
vErrors = [err91];
}
else {
vErrors.push(err91);
}
errors++;
}
}
}
else {
const err92 = {instancePath:instancePath+"/process",schemaPath:"#/$defs/Process/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema27.type,parentSchema:schema27,data:data27};
if(vErrors === null){
vErrors = [err92];
}
else {
vErrors.push(err92);
}
errors++;
}
}
if(data.rateLimit !== undefined){
let data32 = data.rateLimit;
if(data32 && typeof data32 == "object" && !Array.isArray(data32)){
if(data32.rate === undefined){
const err93 = {instancePath:instancePath+"/rateLimit",schemaPath:"#/$defs/RuleRateLimit/required",keyword:"required",params:{missingProperty: "rate"},message:"must have required property '"+"rate"+"'",schema:schema28.required,parentSchema:schema28,data:data32};
if(vErrors === null){
vErrors = [err93];
}
else {
vErrors.push(err93);
}
errors++;
}
for(const key4 in data32){
if(!((((key4 === "rate") || (key4 === "burst")) || (key4 === "per")) || (key4 === "exceeded"))){
const err94 = {instancePath:instancePath+"/rateLimit",schemaPath:"#/$defs/RuleRateLimit/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key4},message:"must NOT have additional properties",schema:false,parentSchema:schema28,data:data32};
if(vErrors === null){
vErrors = [err94];
}
else {
vErrors.push(err94);
}
errors++;
}
}
if(data32.rate !== undefined){
let data33 = data32.rate;
if(typeof data33 === "string"){
if(!(formats40(data33))){
const err95 = {instancePath:instancePath+"/rateLimit/rate",schemaPath:"#/$defs/RuleRateLimit/properties/rate/format",keyword:"format",params:{format: "rate"},message:"must match format \""+"rate"+"\"",schema:"rate",parentSchema:schema28.properties.rate,data:data33};
if(vErrors === null){
vErrors = [err95];
}
else {
vErrors.push(err95);
}
errors++;
}
}
else {
const err96 = {instancePath:instancePath+"/rateLimit/rate",schemaPath:"#/$defs/RuleRateLimit/properties/rate/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema28.properties.rate.type,parentSchema:schema28.properties.rate,data:data33};
if(vErrors === null){
vErrors = [err96];
}
else {
vErrors.push(err96);
}
errors++;
}
}
if(data32.burst !== undefined){
let data34 = data32.burst;
if(!(((typeof data34 == "number") && (!(data34 % 1) && !isNaN(data34))) && (isFinite(data34)))){
const err97 = {instancePath:instancePath+"/rateLimit/burst",schemaPath:"#/$defs/RuleRateLimit/properties/burst/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema28.properties.burst.type,parentSchema:schema28.properties.burst,data:data34};
if(vErrors === null){
vErrors = [err97];
}
else {
vErrors.push(err97);
}
errors++;
}
if((typeof data34 == "number") && (isFinite(data34))){
if(data34 > 10000 || isNaN(data34)){
const err98 = {instancePath:instancePath+"/rateLimit/burst",schemaPath:"#/$defs/RuleRateLimit/properties/burst/maximum",keyword:"maximum",params:{comparison: "<=", limit: 10000},message:"must be <= 10000",schema:10000,parentSchema:schema28.properties.burst,data:data34};
if(vErrors === null){
vErrors = [err98];
}
else {
vErrors.push(err98);
}
errors++;
}
if(data34 < 1 || isNaN(data34)){
const err99 = {instancePath:instancePath+"/rateLimit/burst",schemaPath:"#/$defs/RuleRateLimit/properties/burst/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema28.properties.burst,data:data34};
if(vErrors === null){
vErrors = [err99];
}
else {
vErrors.push(err99);
}
errors++;
}
}
}
if(data32.per !== undefined){
let data35 = data32.per;
if(typeof data35 !== "string"){
const err100 = {instancePath:instancePath+"/rateLimit/per",schemaPath:"#/$defs/RuleRateLimit/properties/per/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema28.properties.per.type,parentSchema:schema28.properties.per,data:data35};
if(vErrors === null){
vErrors = [err100];
}
else {
vErrors.push(err100);
}
errors++;
}
if(!(((data35 === "Source") || (data35 === "SourceNet")) || (data35 === "Global"))){
const err101 = {instancePath:instancePath+"/rateLimit/per",schemaPath:"#/$defs/RuleRateLimit/properties/per/enum",keyword:"enum",params:{allowedValues: schema28.properties.per.enum},message:"must be equal to one of the allowed values",schema:schema28.properties.per.enum,parentSchema:schema28.properties.per,data:data35};
if(vErrors === null){
vErrors = [err101];
}
else {
vErrors.push(err101);
}
errors++;
}
}
if(data32.exceeded !== undefined){
let data36 = data32.exceeded;
if(typeof data36 !== "string"){
const err102 = {instancePath:instancePath+"/rateLimit/exceeded",schemaPath:"#/$defs/RuleRateLimit/properties/exceeded/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema28.properties.exceeded.type,parentSchema:schema28.properties.exceeded,data:data36};
if(vErrors === null){
vErrors = [err102];
}
else {
vErrors.push(err102);
}
errors++;
}
if(!(((data36 === "Deny") || (data36 === "Reject")) || (data36 === "Continue"))){
const err103 = {instancePath:instancePath+"/rateLimit/exceeded",schemaPath:"#/$defs/RuleRateLimit/properties/exceeded/enum",keyword:"enum",params:{allowedValues: schema28.properties.exceeded.enum},message:"must be equal to one of the allowed values",schema:schema28.properties.exceeded.enum,parentSchema:schema28.properties.exceeded,data:data36};
if(vErrors === null){
vErrors = [err103];
}
else {
vErrors.push(err103);
}
errors++;
}
}
}
else {
const err104 = {instancePath:instancePath+"/rateLimit",schemaPath:"#/$defs/RuleRateLimit/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema28.type,parentSchema:schema28,data:data32};
if(vErrors === null){
vErrors = [err104];
}
else {
vErrors.push(err104);
}
errors++;
}
}
if(data.connectionLimit !== undefined){
let data37 = data.connectionLimit;
if(data37 && typeof data37 == "object" && !Array.isArray(data37)){
if(data37.max === undefined){
const err105 = {instancePath:instancePath+"/connectionLimit",schemaPath:"#/$defs/ConnectionLimit/required",keyword:"required",params:{missingProperty: "max"},message:"must have required property '"+"max"+"'",schema:schema29.required,parentSchema:schema29,data:data37};
if(vErrors === null){
vErrors = [err105];
}
else {
vErrors.push(err105);
}
errors++;
}
for(const key5 in data37){
if(!(((key5 === "max") || (key5 === "per")) || (key5 === "exceeded"))){
const err106 = {instancePath:instancePath+"/connectionLimit",schemaPath:"#/$defs/ConnectionLimit/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key5},message:"must NOT have additional properties",schema:false,parentSchema:schema29,data:data37};
if(vErrors === null){
vErrors = [err106];
}
else {
vErrors.push(err106);
}
errors++;
}
}
if(data37.max !== undefined){
let data38 = data37.max;
if(!(((typeof data38 == "number") && (!(data38 % 1) && !isNaN(data38))) && (isFinite(data38)))){
const err107 = {instancePath:instancePath+"/connectionLimit/max",schemaPath:"#/$defs/ConnectionLimit/properties/max/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema29.properties.max.type,parentSchema:schema29.properties.max,data:data38};
if(vErrors === null){
vErrors = [err107];
}
else {
vErrors.push(err107);
}
errors++;
}
if((typeof data38 == "number") && (isFinite(data38))){
if(data38 > 1000000 || isNaN(data38)){
const err108 = {instancePath:instancePath+"/connectionLimit/max",schemaPath:"#/$defs/ConnectionLimit/properties/max/maximum",keyword:"maximum",params:{comparison: "<=", limit: 1000000},message:"must be <= 1000000",schema:1000000,parentSchema:schema29.properties.max,data:data38};
if(vErrors === null){
vErrors = [err108];
}
else {
vErrors.push(err108);
}
errors++;
}
if(data38 < 1 || isNaN(data38)){
const err109 = {instancePath:instancePath+"/connectionLimit/max",schemaPath:"#/$defs/ConnectionLimit/properties/max/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema29.properties.max,data:data38};
if(vErrors === null){
vErrors = [err109];
}
else {
vErrors.push(err109);
}
errors++;
}
}
}
if(data37.per !== undefined){
let data39 = data37.per;
if(typeof data39 !== "string"){
const err110 = {instancePath:instancePath+"/connectionLimit/per",schemaPath:"#/$defs/ConnectionLimit/properties/per/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema29.properties.per.type,parentSchema:schema29.properties.per,data:data39};
if(vErrors === null){
vErrors = [err110];
}
else {
vErrors.push(err110);
}
errors++;
}
if(!((data39 === "Source") || (data39 === "Global"))){
const err111 = {instancePath:instancePath+"/connectionLimit/per",schemaPath:"#/$defs/ConnectionLimit/properties/per/enum",keyword:"enum",params:{allowedValues: schema29.properties.per.enum},message:"must be equal to one of the allowed values",schema:schema29.properties.per.enum,parentSchema:schema29.properties.per,data:data39};
if(vErrors === null){
vErrors = [err111];
}
else {
vErrors.push(err111);
}
errors++;
}
}
if(data37.exceeded !== undefined){
let data40 = data37.exceeded;
if(typeof data40 !== "string"){
const err112 = {instancePath:instancePath+"/connectionLimit/exceeded",schemaPath:"#/$defs/ConnectionLimit/properties/exceeded/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema29.properties.exceeded.type,parentSchema:schema29.properties.exceeded,data:data40};
if(vErrors === null){
vErrors = [err112];
}
else {
vErrors.push(err112);
}
errors++;
}
if(!((data40 === "Deny") || (data40 === "Reject"))){
const err113 = {instancePath:instancePath+"/connectionLimit/exceeded",schemaPath:"#/$defs/ConnectionLimit/properties/exceeded/enum",keyword:"enum",params:{allowedValues: schema29.properties.exceeded.enum},message:"must be equal to one of the allowed values",schema:schema29.properties.exceeded.enum,parentSchema:schema29.properties.exceeded,data:data40};
if(vErrors === null){
vErrors = [err113];
}
else {
vErrors.push(err113);
}
errors++;
}
}
}
else {
const err114 = {instancePath:instancePath+"/connectionLimit",schemaPath:"#/$defs/ConnectionLimit/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema29.type,parentSchema:schema29,data:data37};
if(vErrors === null){
vErrors = [err114];
}
else {
vErrors.push(err114);
}
errors++;
}
}
if(data.log !== undefined){
let data41 = data.log;
if(data41 && typeof data41 == "object" && !Array.isArray(data41)){
for(const key6 in data41){
if(!((((key6 === "prefix") || (key6 === "limit")) || (key6 === "burst")) || (key6 === "per"))){
const err115 = {instancePath:instancePath+"/log",schemaPath:"#/$defs/RuleLog/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key6},message:"must NOT have additional properties",schema:false,parentSchema:schema30,data:data41};
if(vErrors === null){
vErrors = [err115];
}
else {
vErrors.push(err115);
}
errors++;
}
}
if(data41.prefix !== undefined){
let data42 = data41.prefix;
if(typeof data42 === "string"){
if(!(formats42(data42))){
const err116 = {instancePath:instancePath+"/log/prefix",schemaPath:"#/$defs/RuleLog/properties/prefix/format",keyword:"format",params:{format: "log-prefix"},message:"must match format \""+"log-prefix"+"\"",schema:"log-prefix",parentSchema:schema30.properties.prefix,data:data42};
if(vErrors === null){
vErrors = [err116];
}
else {
vErrors.push(err116);
}
errors++;
}
}
else {
const err117 = {instancePath:instancePath+"/log/prefix",schemaPath:"#/$defs/RuleLog/properties/prefix/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema30.properties.prefix.type,parentSchema:schema30.properties.prefix,data:data42};
if(vErrors === null){
vErrors = [err117];
}
else {
vErrors.push(err117);
}
errors++;
}
}
if(data41.limit !== undefined){
let data43 = data41.limit;
if(typeof data43 === "string"){
if(!(formats40(data43))){
const err118 = {instancePath:instancePath+"/log/limit",schemaPath:"#/$defs/RuleLog/properties/limit/format",keyword:"format",params:{format: "rate"},message:"must match format \""+"rate"+"\"",schema:"rate",parentSchema:schema30.properties.limit,data:data43};
if(vErrors === null){
vErrors = [err118];
}
else {
vErrors.push(err118);
}
errors++;
}
}
else {
const err119 = {instancePath:instancePath+"/log/limit",schemaPath:"#/$defs/RuleLog/properties/limit/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema30.properties.limit.type,parentSchema:schema30.properties.limit,data:data43};
if(vErrors === null){
vErrors = [err119];
}
else {
vErrors.push(err119);
}
errors++;
}
}
if(data41.burst !== undefined){
let data44 = data41.burst;
if(!(((typeof data44 == "number") && (!(data44 % 1) && !isNaN(data44))) && (isFinite(data44)))){
const err120 = {instancePath:instancePath+"/log/burst",schemaPath:"#/$defs/RuleLog/properties/burst/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema30.properties.burst.type,parentSchema:schema30.properties.burst,data:data44};
if(vErrors === null){
vErrors = [err120];
}
else {
vErrors.push(err120);
}
errors++;
}
if((typeof data44 == "number") && (isFinite(data44))){
if(data44 > 10000 || isNaN(data44)){
const err121 = {instancePath:instancePath+"/log/burst",schemaPath:"#/$defs/RuleLog/properties/burst/maximum",keyword:"maximum",params:{comparison: "<=", limit: 10000},message:"must be <= 10000",schema:10000,parentSchema:schema30.properties.burst,data:data44};
if(vErrors === null){
vErrors = [err121];
}
else {
vErrors.push(err121);
}
errors++;
}
if(data44 < 1 || isNaN(data44)){
const err122 = {instancePath:instancePath+"/log/burst",schemaPath:"#/$defs/RuleLog/properties/burst/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema30.properties.burst,data:data44};
if(vErrors === null){
vErrors = [err122];
}
else {
vErrors.push(err122);
}
errors++;
}
}
}
if(data41.per !== undefined){
let data45 = data41.per;
if(typeof data45 !== "string"){
const err123 = {instancePath:instancePath+"/log/per",schemaPath:"#/$defs/RuleLog/properties/per/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema30.properties.per.type,parentSchema:schema30.properties.per,data:data45};
if(vErrors === null){
vErrors = [err123];
}
else {
vErrors.push(err123);
}
errors++;
}
if(!(((data45 === "Source") || (data45 === "SourceNet")) || (data45 === "Global"))){
const err124 = {instancePath:instancePath+"/log/per",schemaPath:"#/$defs/RuleLog/properties/per/enum",keyword:"enum",params:{allowedValues: schema30.properties.per.enum},message:"must be equal to one of the allowed values",schema:schema30.properties.per.enum,parentSchema:schema30.properties.per,data:data45};
if(vErrors === null){
vErrors = [err124];
}
else {
vErrors.push(err124);
}
errors++;
}
}
}
else {
const err125 = {instancePath:instancePath+"/log",schemaPath:"#/$defs/RuleLog/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema30.type,parentSchema:schema30,data:data41};
if(vErrors === null){
vErrors = [err125];
}
else {
vErrors.push(err125);
}
errors++;
}
}
if(data.rejectWith !== undefined){
let data46 = data.rejectWith;
if(typeof data46 !== "string"){
const err126 = {instancePath:instancePath+"/rejectWith",schemaPath:"#/properties/rejectWith/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema18.properties.rejectWith.type,parentSchema:schema18.properties.rejectWith,data:data46};
if(vErrors === null){
vErrors = [err126];
}
else {
vErrors.push(err126);
}
errors++;
}
if(!((((data46 === "TcpReset") || (data46 === "AdminProhibited")) || (data46 === "PortUnreachable")) || (data46 === "HostUnreachable"))){
const err127 = {instancePath:instancePath+"/rejectWith",schemaPath:"#/properties/rejectWith/enum",keyword:"enum",params:{allowedValues: schema18.properties.rejectWith.enum},message:"must be equal to one of the allowed values",schema:schema18.properties.rejectWith.enum,parentSchema:schema18.properties.rejectWith,data:data46};
if(vErrors === null){
vErrors = [err127];
}
else {
vErrors.push(err127);
}
errors++;
}
}
if(data.schedule !== undefined){
let data47 = data.schedule;
if(data47 && typeof data47 == "object" && !Array.isArray(data47)){
if(Object.keys(data47).length < 1){
const err128 = {instancePath:instancePath+"/schedule",schemaPath:"#/$defs/Schedule/minProperties",keyword:"minProperties",params:{limit: 1},message:"must NOT have fewer than 1 properties",schema:1,parentSchema:schema31,data:data47};
if(vErrors === null){
vErrors = [err128];
}
else {
vErrors.push(err128);
}
errors++;
}
for(const key7 in data47){
if(!((((key7 === "days") || (key7 === "from")) || (key7 === "to")) || (key7 === "timeZone"))){
const err129 = {instancePath:instancePath+"/schedule",schemaPath:"#/$defs/Schedule/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key7},message:"must NOT have additional properties",schema:false,parentSchema:schema31,data:data47};
if(vErrors === null){
vErrors = [err129];
}
else {
vErrors.push(err129);
}
errors++;
}
}
if(data47.days !== undefined){
let data48 = data47.days;
if(Array.isArray(data48)){
if(data48.length > 7){
const err130 = {instancePath:instancePath+"/schedule/days",schemaPath:"#/$defs/Schedule/properties/days/maxItems",keyword:"maxItems",params:{limit: 7},message:"must NOT have more than 7 items",schema:7,parentSchema:schema31.properties.days,data:data48};
if(vErrors === null){
vErrors = [err130];
}
else {
vErrors.push(err130);
}
errors++;
}
if(data48.length < 1){
const err131 = {instancePath:instancePath+"/schedule/days",schemaPath:"#/$defs/Schedule/properties/days/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema31.properties.days,data:data48};
if(vErrors === null){
vErrors = [err131];
}
else {
vErrors.push(err131);
}
errors++;
}
const len12 = data48.length;
for(let i15=0; i15<len12; i15++){
let data49 = data48[i15];
if(typeof data49 !== "string"){
const err132 = {instancePath:instancePath+"/schedule/days/" + i15,schemaPath:"#/$defs/Schedule/properties/days/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31.properties.days.items.type,parentSchema:schema31.properties.days.items,data:data49};
if(vErrors === null){
vErrors = [err132];
}
else {
vErrors.push(err132);
}
errors++;
}
if(!(((((((data49 === "Mon") || (data49 === "Tue")) || (data49 === "Wed")) || (data49 === "Thu")) || (data49 === "Fri")) || (data49 === "Sat")) || (data49 === "Sun"))){
const err133 = {instancePath:instancePath+"/schedule/days/" + i15,schemaPath:"#/$defs/Schedule/properties/days/items/enum",keyword:"enum",params:{allowedValues: schema31.properties.days.items.enum},message:"must be equal to one of the allowed values",schema:schema31.properties.days.items.enum,parentSchema:schema31.properties.days.items,data:data49};
if(vErrors === null){
vErrors = [err133];
}
else {
vErrors.push(err133);
}
errors++;
}
}
let i16 = data48.length;
let j3;
if(i16 > 1){
const indices3 = {};
for(;i16--;){
let item3 = data48[i16];
if(typeof item3 !== "string"){
continue;
}
if(typeof indices3[item3] == "number"){
j3 = indices3[item3];
const err134 = {instancePath:instancePath+"/schedule/days",schemaPath:"#/$defs/Schedule/properties/days/uniqueItems",keyword:"uniqueItems",params:{i: i16, j: j3},message:"must NOT have duplicate items (items ## "+j3+" and "+i16+" are identical)",schema:true,parentSchema:schema31.properties.days,data:data48};
if(vErrors === null){
vErrors = [err134];
}
else {
vErrors.push(err134);
}
errors++;
break;
}
indices3[item3] = i16;
}
}
}
else {
const err135 = {instancePath:instancePath+"/schedule/days",schemaPath:"#/$defs/Schedule/properties/days/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema31.properties.days.type,parentSchema:schema31.properties.days,data:data48};
if(vErrors === null){
vErrors = [err135];
}
else {
vErrors.push(err135);
}
errors++;
}
}
if(data47.from !== undefined){
let data50 = data47.from;
if(typeof data50 === "string"){
if(!(formats46(data50))){
const err136 = {instancePath:instancePath+"/schedule/from",schemaPath:"#/$defs/Schedule/properties/from/format",keyword:"format",params:{format: "day-time"},message:"must match format \""+"day-time"+"\"",schema:"day-time",parentSchema:schema31.properties.from,data:data50};
if(vErrors === null){
vErrors = [err136];
}
else {
vErrors.push(err136);
}
errors++;
}
}
else {
const err137 = {instancePath:instancePath+"/schedule/from",schemaPath:"#/$defs/Schedule/properties/from/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31.properties.from.type,parentSchema:schema31.properties.from,data:data50};
if(vErrors === null){
vErrors = [err137];
}
else {
vErrors.push(err137);
}
errors++;
}
}
if(data47.to !== undefined){
let data51 = data47.to;
if(typeof data51 === "string"){
if(!(formats46(data51))){
const err138 = {instancePath:instancePath+"/schedule/to",schemaPath:"#/$defs/Schedule/properties/to/format",keyword:"format",params:{format: "day-time"},message:"must match format \""+"day-time"+"\"",schema:"day-time",parentSchema:schema31.properties.to,data:data51};
if(vErrors === null){
vErrors = [err138];
}
else {
vErrors.push(err138);
}
errors++;
}
}
else {
const err139 = {instancePath:instancePath+"/schedule/to",schemaPath:"#/$defs/Schedule/properties/to/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31.properties.to.type,parentSchema:schema31.properties.to,data:data51};
if(vErrors === null){
vErrors = [err139];
}
else {
vErrors.push(err139);
}
errors++;
}
}
if(data47.timeZone !== undefined){
let data52 = data47.timeZone;
if(typeof data52 === "string"){
if(!(formats50(data52))){
const err140 = {instancePath:instancePath+"/schedule/timeZone",schemaPath:"#/$defs/Schedule/properties/timeZone/format",keyword:"format",params:{format: "time-zone"},message:"must match format \""+"time-zone"+"\"",schema:"time-zone",parentSchema:schema31.properties.timeZone,data:data52};
if(vErrors === null){
vErrors = [err140];
}
else {
vErrors.push(err140);
}
errors++;
}
}
else {
const err141 = {instancePath:instancePath+"/schedule/timeZone",schemaPath:"#/$defs/Schedule/properties/timeZone/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31.properties.timeZone.type,parentSchema:schema31.properties.timeZone,data:data52};
if(vErrors === null){
vErrors = [err141];
}
else {
vErrors.push(err141);
}
errors++;
}
}
}
else {
const err142 = {instancePath:instancePath+"/schedule",schemaPath:"#/$defs/Schedule/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema31.type,parentSchema:schema31,data:data47};
if(vErrors === null){
vErrors = [err142];
}
else {
vErrors.push(err142);
}
errors++;
}
}
if(data.expires !== undefined){
let data53 = data.expires;
if(typeof data53 === "string"){
if(!(formats52(data53))){
const err143 = {instancePath:instancePath+"/expires",schemaPath:"#/properties/expires/format",keyword:"format",params:{format: "time"},message:"must match format \""+"time"+"\"",schema:"time",parentSchema:schema18.properties.expires,data:data53};
if(vErrors === null){
vErrors = [err143];
}
else {
vErrors.push(err143);
}
errors++;
}
}
else {
const err144 = {instancePath:instancePath+"/expires",schemaPath:"#/properties/expires/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema18.properties.expires.type,parentSchema:schema18.properties.expires,data:data53};
if(vErrors === null){
vErrors = [err144];
}
else {
vErrors.push(err144);
}
errors++;
}
}
if(data.owner !== undefined){
let data54 = data.owner;
if(typeof data54 === "string"){
if(func2(data54) > 256){
const err145 = {instancePath:instancePath+"/owner",schemaPath:"#/properties/owner/maxLength",keyword:"maxLength",params:{limit: 256},message:"must NOT have more than 256 characters",schema:256,parentSchema:schema18.properties.owner,data:data54};
if(vErrors === null){
vErrors = [err145];
}
else {
vErrors.push(err145);
}
errors++;
}
if(func2(data54) < 1){
const err146 = {instancePath:instancePath+"/owner",schemaPath:"#/properties/owner/minLength",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters",schema:1,parentSchema:schema18.properties.owner,data:data54};
if(vErrors === null){
vErrors = [err146];
}
else {
vErrors.push(err146);
}
errors++;
}
}
else {
const err147 = {instancePath:instancePath+"/owner",schemaPath:"#/properties/owner/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema18.properties.owner.type,parentSchema:schema18.properties.owner,data:data54};
if(vErrors === null){
vErrors = [err147];
}
else {
vErrors.push(err147);
}
errors++;
}
}
if(data.reason !== undefined){
let data55 = data.reason;
if(typeof data55 === "string"){
if(func2(data55) > 256){
const err148 = {instancePath:instancePath+"/reason",schemaPath:"#/properties/reason/maxLength",keyword:"maxLength",params:{limit: 256},message:"must NOT have more than 256 characters",schema:256,parentSchema:schema18.properties.reason,data:data55};
if(vErrors === null){
vErrors = [err148];
}
else {
vErrors.push(err148);
}
errors++;
}
if(func2(data55) < 1){
const err149 = {instancePath:instancePath+"/reason",schemaPath:"#/properties/reason/minLength",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters",schema:1,parentSchema:schema18.properties.reason,data:data55};
if(vErrors === null){
vErrors = [err149];
}
else {
vErrors.push(err149);
}
errors++;
}
}
else {
const err150 = {instancePath:instancePath+"/reason",schemaPath:"#/properties/reason/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema18.properties.reason.type,parentSchema:schema18.properties.reason,data:data55};
if(vErrors === null){
vErrors = [err150];
}
else {
vErrors.push(err150);
}
errors++;
}
}
}
else {
const err151 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema18.type,parentSchema:schema18,data};
if(vErrors === null){
vErrors = [err151];
}
else {
vErrors.push(err151);
}
errors++;
}
validate16.errors = vErrors;
return errors === 0;
}


function validate13(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.hostSelector === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "hostSelector"},message:"must have required property '"+"hostSelector"+"'",schema:schema15.required,parentSchema:schema15,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
for(const key0 in data){
if(!(func3.call(schema15.properties, key0))){
const err1 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema15,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data.hostSelector !== undefined){
if(!(validate14(data.hostSelector, {instancePath:instancePath+"/hostSelector",parentData:data,parentDataProperty:"hostSelector",rootData}))){
vErrors = vErrors === null ? validate14.errors : vErrors.concat(validate14.errors);
errors = vErrors.length;
}
}
if(data.tier !== undefined){
let data1 = data.tier;
if(typeof data1 !== "string"){
const err2 = {instancePath:instancePath+"/tier",schemaPath:"#/properties/tier/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema15.properties.tier.type,parentSchema:schema15.properties.tier,data:data1};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
if(!(((data1 === "Admin") || (data1 === "Default")) || (data1 === "Baseline"))){
const err3 = {instancePath:instancePath+"/tier",schemaPath:"#/properties/tier/enum",keyword:"enum",params:{allowedValues: schema15.properties.tier.enum},message:"must be equal to one of the allowed values",schema:schema15.properties.tier.enum,parentSchema:schema15.properties.tier,data:data1};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.priority !== undefined){
let data2 = data.priority;
if(!(((typeof data2 == "number") && (!(data2 % 1) && !isNaN(data2))) && (isFinite(data2)))){
const err4 = {instancePath:instancePath+"/priority",schemaPath:"#/properties/priority/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema15.properties.priority.type,parentSchema:schema15.properties.priority,data:data2};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
if((typeof data2 == "number") && (isFinite(data2))){
if(data2 > 1000 || isNaN(data2)){
const err5 = {instancePath:instancePath+"/priority",schemaPath:"#/properties/priority/maximum",keyword:"maximum",params:{comparison: "<=", limit: 1000},message:"must be <= 1000",schema:1000,parentSchema:schema15.properties.priority,data:data2};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
if(data2 < 0 || isNaN(data2)){
const err6 = {instancePath:instancePath+"/priority",schemaPath:"#/properties/priority/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0",schema:0,parentSchema:schema15.properties.priority,data:data2};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
}
if(data.variables !== undefined){
let data3 = data.variables;
if(data3 && typeof data3 == "object" && !Array.isArray(data3)){
if(Object.keys(data3).length > 256){
const err7 = {instancePath:instancePath+"/variables",schemaPath:"#/properties/variables/maxProperties",keyword:"maxProperties",params:{limit: 256},message:"must NOT have more than 256 properties",schema:256,parentSchema:schema15.properties.variables,data:data3};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
for(const key1 in data3){
let data4 = data3[key1];
if((!(((typeof data4 == "number") && (!(data4 % 1) && !isNaN(data4))) && (isFinite(data4)))) && (typeof data4 !== "string")){
const err8 = {instancePath:instancePath+"/variables/" + key1.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/variables/additionalProperties/type",keyword:"type",params:{type: schema15.properties.variables.additionalProperties.type},message:"must be integer,string",schema:schema15.properties.variables.additionalProperties.type,parentSchema:schema15.properties.variables.additionalProperties,data:data4};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
if(typeof data4 === "string"){
if(func2(data4) > 128){
const err9 = {instancePath:instancePath+"/variables/" + key1.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/variables/additionalProperties/maxLength",keyword:"maxLength",params:{limit: 128},message:"must NOT have more than 128 characters",schema:128,parentSchema:schema15.properties.variables.additionalProperties,data:data4};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
}
}
else {
const err10 = {instancePath:instancePath+"/variables",schemaPath:"#/properties/variables/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema15.properties.variables.type,parentSchema:schema15.properties.variables,data:data3};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
if(data.mode !== undefined){
let data5 = data.mode;
if(typeof data5 !== "string"){
const err11 = {instancePath:instancePath+"/mode",schemaPath:"#/properties/mode/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema15.properties.mode.type,parentSchema:schema15.properties.mode,data:data5};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
if(!((data5 === "Enforce") || (data5 === "Audit"))){
const err12 = {instancePath:instancePath+"/mode",schemaPath:"#/properties/mode/enum",keyword:"enum",params:{allowedValues: schema15.properties.mode.enum},message:"must be equal to one of the allowed values",schema:schema15.properties.mode.enum,parentSchema:schema15.properties.mode,data:data5};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
if(data.onRevoke !== undefined){
let data6 = data.onRevoke;
if(typeof data6 !== "string"){
const err13 = {instancePath:instancePath+"/onRevoke",schemaPath:"#/properties/onRevoke/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema15.properties.onRevoke.type,parentSchema:schema15.properties.onRevoke,data:data6};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
if(!((data6 === "Kill") || (data6 === "Keep"))){
const err14 = {instancePath:instancePath+"/onRevoke",schemaPath:"#/properties/onRevoke/enum",keyword:"enum",params:{allowedValues: schema15.properties.onRevoke.enum},message:"must be equal to one of the allowed values",schema:schema15.properties.onRevoke.enum,parentSchema:schema15.properties.onRevoke,data:data6};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
if(data.ingress !== undefined){
let data7 = data.ingress;
if(Array.isArray(data7)){
if(data7.length > 5000){
const err15 = {instancePath:instancePath+"/ingress",schemaPath:"#/properties/ingress/maxItems",keyword:"maxItems",params:{limit: 5000},message:"must NOT have more than 5000 items",schema:5000,parentSchema:schema15.properties.ingress,data:data7};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
const len0 = data7.length;
for(let i0=0; i0<len0; i0++){
if(!(validate16(data7[i0], {instancePath:instancePath+"/ingress/" + i0,parentData:data7,parentDataProperty:i0,rootData}))){
vErrors = vErrors === null ? validate16.errors : vErrors.concat(validate16.errors);
errors = vErrors.length;
}
}
}
else {
const err16 = {instancePath:instancePath+"/ingress",schemaPath:"#/properties/ingress/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema15.properties.ingress.type,parentSchema:schema15.properties.ingress,data:data7};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
if(data.egress !== undefined){
let data9 = data.egress;
if(Array.isArray(data9)){
if(data9.length > 5000){
const err17 = {instancePath:instancePath+"/egress",schemaPath:"#/properties/egress/maxItems",keyword:"maxItems",params:{limit: 5000},message:"must NOT have more than 5000 items",schema:5000,parentSchema:schema15.properties.egress,data:data9};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
const len1 = data9.length;
for(let i1=0; i1<len1; i1++){
if(!(validate16(data9[i1], {instancePath:instancePath+"/egress/" + i1,parentData:data9,parentDataProperty:i1,rootData}))){
vErrors = vErrors === null ? validate16.errors : vErrors.concat(validate16.errors);
errors = vErrors.length;
}
}
}
else {
const err18 = {instancePath:instancePath+"/egress",schemaPath:"#/properties/egress/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema15.properties.egress.type,parentSchema:schema15.properties.egress,data:data9};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
if(data.forward !== undefined){
let data11 = data.forward;
if(Array.isArray(data11)){
if(data11.length > 5000){
const err19 = {instancePath:instancePath+"/forward",schemaPath:"#/properties/forward/maxItems",keyword:"maxItems",params:{limit: 5000},message:"must NOT have more than 5000 items",schema:5000,parentSchema:schema15.properties.forward,data:data11};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
const len2 = data11.length;
for(let i2=0; i2<len2; i2++){
if(!(validate16(data11[i2], {instancePath:instancePath+"/forward/" + i2,parentData:data11,parentDataProperty:i2,rootData}))){
vErrors = vErrors === null ? validate16.errors : vErrors.concat(validate16.errors);
errors = vErrors.length;
}
}
}
else {
const err20 = {instancePath:instancePath+"/forward",schemaPath:"#/properties/forward/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema15.properties.forward.type,parentSchema:schema15.properties.forward,data:data11};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
}
}
else {
const err21 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema15.type,parentSchema:schema15,data};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
validate13.errors = vErrors;
return errors === 0;
}


function validate12(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.apiVersion === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "apiVersion"},message:"must have required property '"+"apiVersion"+"'",schema:schema13.required,parentSchema:schema13,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.kind === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "kind"},message:"must have required property '"+"kind"+"'",schema:schema13.required,parentSchema:schema13,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(data.metadata === undefined){
const err2 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "metadata"},message:"must have required property '"+"metadata"+"'",schema:schema13.required,parentSchema:schema13,data};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
if(data.spec === undefined){
const err3 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "spec"},message:"must have required property '"+"spec"+"'",schema:schema13.required,parentSchema:schema13,data};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
for(const key0 in data){
if(!((((key0 === "apiVersion") || (key0 === "kind")) || (key0 === "metadata")) || (key0 === "spec"))){
const err4 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema13,data};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.apiVersion !== undefined){
let data0 = data.apiVersion;
if(typeof data0 !== "string"){
const err5 = {instancePath:instancePath+"/apiVersion",schemaPath:"#/properties/apiVersion/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema13.properties.apiVersion.type,parentSchema:schema13.properties.apiVersion,data:data0};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
if("gatewright.dev/v1alpha1" !== data0){
const err6 = {instancePath:instancePath+"/apiVersion",schemaPath:"#/properties/apiVersion/const",keyword:"const",params:{allowedValue: "gatewright.dev/v1alpha1"},message:"must be equal to constant",schema:"gatewright.dev/v1alpha1",parentSchema:schema13.properties.apiVersion,data:data0};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data.kind !== undefined){
let data1 = data.kind;
if(typeof data1 !== "string"){
const err7 = {instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema13.properties.kind.type,parentSchema:schema13.properties.kind,data:data1};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
if("FirewallPolicy" !== data1){
const err8 = {instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "FirewallPolicy"},message:"must be equal to constant",schema:"FirewallPolicy",parentSchema:schema13.properties.kind,data:data1};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
if(data.metadata !== undefined){
let data2 = data.metadata;
if(data2 && typeof data2 == "object" && !Array.isArray(data2)){
if(data2.name === undefined){
const err9 = {instancePath:instancePath+"/metadata",schemaPath:"#/$defs/Metadata/required",keyword:"required",params:{missingProperty: "name"},message:"must have required property '"+"name"+"'",schema:schema14.required,parentSchema:schema14,data:data2};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
for(const key1 in data2){
if(!(((key1 === "name") || (key1 === "labels")) || (key1 === "annotations"))){
const err10 = {instancePath:instancePath+"/metadata",schemaPath:"#/$defs/Metadata/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1},message:"must NOT have additional properties",schema:false,parentSchema:schema14,data:data2};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
if(data2.name !== undefined){
let data3 = data2.name;
if(typeof data3 === "string"){
if(!(formats0(data3))){
const err11 = {instancePath:instancePath+"/metadata/name",schemaPath:"#/$defs/Metadata/properties/name/format",keyword:"format",params:{format: "dns-label"},message:"must match format \""+"dns-label"+"\"",schema:"dns-label",parentSchema:schema14.properties.name,data:data3};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
else {
const err12 = {instancePath:instancePath+"/metadata/name",schemaPath:"#/$defs/Metadata/properties/name/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema14.properties.name.type,parentSchema:schema14.properties.name,data:data3};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
if(data2.labels !== undefined){
let data4 = data2.labels;
if(data4 && typeof data4 == "object" && !Array.isArray(data4)){
if(Object.keys(data4).length > 64){
const err13 = {instancePath:instancePath+"/metadata/labels",schemaPath:"#/$defs/Metadata/properties/labels/maxProperties",keyword:"maxProperties",params:{limit: 64},message:"must NOT have more than 64 properties",schema:64,parentSchema:schema14.properties.labels,data:data4};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
for(const key2 in data4){
let data5 = data4[key2];
if(typeof data5 === "string"){
if(func2(data5) > 256){
const err14 = {instancePath:instancePath+"/metadata/labels/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/$defs/Metadata/properties/labels/additionalProperties/maxLength",keyword:"maxLength",params:{limit: 256},message:"must NOT have more than 256 characters",schema:256,parentSchema:schema14.properties.labels.additionalProperties,data:data5};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
else {
const err15 = {instancePath:instancePath+"/metadata/labels/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/$defs/Metadata/properties/labels/additionalProperties/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema14.properties.labels.additionalProperties.type,parentSchema:schema14.properties.labels.additionalProperties,data:data5};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
}
else {
const err16 = {instancePath:instancePath+"/metadata/labels",schemaPath:"#/$defs/Metadata/properties/labels/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema14.properties.labels.type,parentSchema:schema14.properties.labels,data:data4};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
if(data2.annotations !== undefined){
let data6 = data2.annotations;
if(data6 && typeof data6 == "object" && !Array.isArray(data6)){
if(Object.keys(data6).length > 256){
const err17 = {instancePath:instancePath+"/metadata/annotations",schemaPath:"#/$defs/Metadata/properties/annotations/maxProperties",keyword:"maxProperties",params:{limit: 256},message:"must NOT have more than 256 properties",schema:256,parentSchema:schema14.properties.annotations,data:data6};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
for(const key3 in data6){
let data7 = data6[key3];
if(typeof data7 !== "string"){
const err18 = {instancePath:instancePath+"/metadata/annotations/" + key3.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/$defs/Metadata/properties/annotations/additionalProperties/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema14.properties.annotations.additionalProperties.type,parentSchema:schema14.properties.annotations.additionalProperties,data:data7};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
}
else {
const err19 = {instancePath:instancePath+"/metadata/annotations",schemaPath:"#/$defs/Metadata/properties/annotations/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema14.properties.annotations.type,parentSchema:schema14.properties.annotations,data:data6};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
}
else {
const err20 = {instancePath:instancePath+"/metadata",schemaPath:"#/$defs/Metadata/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema14.type,parentSchema:schema14,data:data2};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
}
if(data.spec !== undefined){
if(!(validate13(data.spec, {instancePath:instancePath+"/spec",parentData:data,parentDataProperty:"spec",rootData}))){
vErrors = vErrors === null ? validate13.errors : vErrors.concat(validate13.errors);
errors = vErrors.length;
}
}
}
else {
const err21 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema13.type,parentSchema:schema13,data};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
validate12.errors = vErrors;
return errors === 0;
}


function validate10(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
/*# sourceURL="FirewallPolicy" */;
let vErrors = null;
let errors = 0;
if(!(validate12(data, {instancePath,parentData,parentDataProperty,rootData}))){
vErrors = vErrors === null ? validate12.errors : vErrors.concat(validate12.errors);
errors = vErrors.length;
}
validate10.errors = vErrors;
return errors === 0;
}

export const validateFirewallProfile = validate34;
const schema32 = {"$id":"FirewallProfile","$ref":"gatewright#/$defs/FirewallProfile"};
const schema33 = {"title":"FirewallProfile","description":"What holds on a host before and after all policies. One profile is effective per host.","type":"object","additionalProperties":false,"required":["apiVersion","kind","metadata","spec"],"properties":{"apiVersion":{"type":"string","const":"gatewright.dev/v1alpha1","description":"Always gatewright.dev/v1alpha1."},"kind":{"type":"string","const":"FirewallProfile","description":"Always FirewallProfile."},"metadata":{"$ref":"#/$defs/Metadata"},"spec":{"$ref":"#/$defs/FirewallProfileSpec","description":"Which hosts, and what holds there."}}};
const schema35 = {"type":"object","description":"Which hosts, and what holds there.","required":["hostSelector"],"properties":{"hostSelector":{"$ref":"#/$defs/Selector","description":"Which hosts are meant, by their labels; all conditions must hold, and an empty selector means every host."},"priority":{"type":"integer","description":"The profile with the highest number holds; a tie on a host is an error.","minimum":0,"maximum":1000},"defaults":{"$ref":"#/$defs/ProfileDefaults","description":"Verdict on packets that no policy decides."},"icmp":{"$ref":"#/$defs/ProfileIcmp","description":"ICMP that the network cannot do without, and echo."},"hardening":{"$ref":"#/$defs/Hardening","description":"Packets that are refused whatever policies say."},"logging":{"$ref":"#/$defs/ProfileLogging","description":"Where records go, and the defaults of each log."},"packetLimits":{"type":"array","description":"Limits for each packet, whatever flow it belongs to: what a rule's rateLimit, which counts new flows, cannot stop. They stand behind the failsafe and before established connections; what is above is dropped.","minItems":1,"maxItems":64,"items":{"$ref":"#/$defs/PacketLimit","description":"A limit for one kind of packet."}},"sysctls":{"$ref":"#/$defs/Sysctls","description":"Kernel parameters of the network."},"failsafe":{"$ref":"#/$defs/Failsafe","description":"Ways into the host and out of it that no policy can take away."},"coexistence":{"$ref":"#/$defs/Coexistence","description":"How to live beside other programs on the same host."},"mssClamp":{"type":"array","description":"The segment size of TCP connections that leave by these zones, in both families: for links that carry less than 1500 bytes (PPPoE, tunnels) where ICMP errors on the way get lost. What opens a connection says no more than that; each direction is clamped where it leaves, so name the zones of both sides where both ends should hear of it.","minItems":1,"maxItems":64,"items":{"$ref":"#/$defs/MssClamp","description":"One zone."}},"rollout":{"$ref":"#/$defs/Rollout","description":"How a new revision takes over on a host. What worked just before the change is tried again after it, by new connections; where something of it has ceased to work, the revision before comes back by itself."}},"title":"FirewallProfileSpec","additionalProperties":false};
const schema44 = {"type":"object","title":"ProfileLogging","description":"Where records go, and the defaults of each log.","properties":{"target":{"type":"string","description":"NFLOG for ulogd2, LOG for the kernel log.","enum":["NFLOG","LOG"]},"group":{"type":"integer","description":"Group of NFLOG.","minimum":0,"maximum":65535},"level":{"type":"string","description":"Level of LOG.","enum":["emerg","alert","crit","error","warning","notice","info","debug"]},"defaultDeny":{"type":"boolean","description":"Record what the default refuses."},"noise":{"type":"boolean","description":"Refuse broadcast, multicast, DHCP and NetBIOS chatter without a record."},"limit":{"type":"string","description":"At most so many records.","format":"rate"},"burst":{"type":"integer","description":"Records that pass before the limit counts.","minimum":1,"maximum":10000},"per":{"type":"string","description":"Whose packets share one limit: one source address, one source network (/24, /48), or all.","enum":["Source","SourceNet","Global"]}},"additionalProperties":false};
const schema48 = {"type":"object","title":"Sysctls","description":"Kernel parameters of the network.","required":["values"],"properties":{"mode":{"type":"string","description":"What is done about them. Report tells what differs, as a warning. Enforce writes them, reads them again, keeps them so, and puts back what was there before on uninstall and when a value leaves the manifest; forwarding is switched on when the rules of both families stand, and off before they change. Disabled does neither.","enum":["Enforce","Report","Disabled"]},"values":{"type":"object","description":"Values by name, such as `net.ipv4.ip_forward`; a `/` stands for a dot in the name of an interface.","minProperties":1,"maxProperties":256,"additionalProperties":{"description":"Value of the parameter.","maxLength":256,"type":["integer","string"]}}},"additionalProperties":false};
const schema54 = {"type":"object","title":"Coexistence","description":"How to live beside other programs on the same host.","properties":{"after":{"type":"array","description":"Chains behind whose leading jumps our hooks in INPUT, and in FORWARD or DOCKER-USER, stand; `*` matches any text.","maxItems":32,"items":{"type":"string","description":"Name of a chain, with `*`.","format":"chain-glob"},"uniqueItems":true},"unmanagedForward":{"type":"string","description":"What becomes of forwarded packets that enter by an interface of no zone and that no rule decides: Return leaves them to the other rules of the host, such as Docker's; Deny treats them as from outside, also on a host without zones, where then nothing is forwarded but what a policy allows.","enum":["Return","Deny"]}},"additionalProperties":false};
const schema55 = {"type":"object","title":"MssClamp","description":"One zone.","required":["outZone"],"properties":{"outZone":{"type":"string","description":"Zone by whose interfaces the packets leave.","format":"dns-label"},"mss":{"description":"`Pmtu` (what the route to the destination carries, less 40 or 60 bytes of headers), or 536 to 9000 bytes.","minimum":536,"maximum":9000,"format":"mss","type":["integer","string"]}},"additionalProperties":false};
const schema36 = {"type":"object","title":"ProfileDefaults","description":"Verdict on packets that no policy decides.","properties":{"ingress":{"type":"string","description":"Verdict on packets to the host.","enum":["Allow","Deny"]},"forward":{"type":"string","description":"Verdict on packets through the host.","enum":["Allow","Deny"]},"egress":{"type":"string","description":"Verdict on packets from the host.","enum":["Allow","Deny"]},"builtinPolicy":{"type":"string","description":"Policy of the built-in chains INPUT and FORWARD, which decides where no rule of anybody does. Drop sets it when the rules stand, keeps it so, and gives back what was there on uninstall and when the manifest says Keep. What is left to other rules (`coexistence.unmanagedForward: Return`) is dropped then unless one of them accepts it. Not with a default of Allow for ingress or forward.","enum":["Keep","Drop"]},"denyStyle":{"$ref":"#/$defs/DenyStyle","description":"How the default refuses."}},"additionalProperties":false};
const schema37 = {"type":"object","title":"DenyStyle","description":"How the default refuses.","properties":{"external":{"type":"string","description":"On external zones and interfaces of no zone.","enum":["Drop","Reject"]},"internal":{"type":"string","description":"On all other zones, and for egress.","enum":["Drop","Reject"]}},"additionalProperties":false};

function validate38(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(!(((((key0 === "ingress") || (key0 === "forward")) || (key0 === "egress")) || (key0 === "builtinPolicy")) || (key0 === "denyStyle"))){
const err0 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema36,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
if(data.ingress !== undefined){
let data0 = data.ingress;
if(typeof data0 !== "string"){
const err1 = {instancePath:instancePath+"/ingress",schemaPath:"#/properties/ingress/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema36.properties.ingress.type,parentSchema:schema36.properties.ingress,data:data0};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(!((data0 === "Allow") || (data0 === "Deny"))){
const err2 = {instancePath:instancePath+"/ingress",schemaPath:"#/properties/ingress/enum",keyword:"enum",params:{allowedValues: schema36.properties.ingress.enum},message:"must be equal to one of the allowed values",schema:schema36.properties.ingress.enum,parentSchema:schema36.properties.ingress,data:data0};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data.forward !== undefined){
let data1 = data.forward;
if(typeof data1 !== "string"){
const err3 = {instancePath:instancePath+"/forward",schemaPath:"#/properties/forward/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema36.properties.forward.type,parentSchema:schema36.properties.forward,data:data1};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
if(!((data1 === "Allow") || (data1 === "Deny"))){
const err4 = {instancePath:instancePath+"/forward",schemaPath:"#/properties/forward/enum",keyword:"enum",params:{allowedValues: schema36.properties.forward.enum},message:"must be equal to one of the allowed values",schema:schema36.properties.forward.enum,parentSchema:schema36.properties.forward,data:data1};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.egress !== undefined){
let data2 = data.egress;
if(typeof data2 !== "string"){
const err5 = {instancePath:instancePath+"/egress",schemaPath:"#/properties/egress/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema36.properties.egress.type,parentSchema:schema36.properties.egress,data:data2};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
if(!((data2 === "Allow") || (data2 === "Deny"))){
const err6 = {instancePath:instancePath+"/egress",schemaPath:"#/properties/egress/enum",keyword:"enum",params:{allowedValues: schema36.properties.egress.enum},message:"must be equal to one of the allowed values",schema:schema36.properties.egress.enum,parentSchema:schema36.properties.egress,data:data2};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data.builtinPolicy !== undefined){
let data3 = data.builtinPolicy;
if(typeof data3 !== "string"){
const err7 = {instancePath:instancePath+"/builtinPolicy",schemaPath:"#/properties/builtinPolicy/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema36.properties.builtinPolicy.type,parentSchema:schema36.properties.builtinPolicy,data:data3};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
if(!((data3 === "Keep") || (data3 === "Drop"))){
const err8 = {instancePath:instancePath+"/builtinPolicy",schemaPath:"#/properties/builtinPolicy/enum",keyword:"enum",params:{allowedValues: schema36.properties.builtinPolicy.enum},message:"must be equal to one of the allowed values",schema:schema36.properties.builtinPolicy.enum,parentSchema:schema36.properties.builtinPolicy,data:data3};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
if(data.denyStyle !== undefined){
let data4 = data.denyStyle;
if(data4 && typeof data4 == "object" && !Array.isArray(data4)){
for(const key1 in data4){
if(!((key1 === "external") || (key1 === "internal"))){
const err9 = {instancePath:instancePath+"/denyStyle",schemaPath:"#/$defs/DenyStyle/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1},message:"must NOT have additional properties",schema:false,parentSchema:schema37,data:data4};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
if(data4.external !== undefined){
let data5 = data4.external;
if(typeof data5 !== "string"){
const err10 = {instancePath:instancePath+"/denyStyle/external",schemaPath:"#/$defs/DenyStyle/properties/external/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema37.properties.external.type,parentSchema:schema37.properties.external,data:data5};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
if(!((data5 === "Drop") || (data5 === "Reject"))){
const err11 = {instancePath:instancePath+"/denyStyle/external",schemaPath:"#/$defs/DenyStyle/properties/external/enum",keyword:"enum",params:{allowedValues: schema37.properties.external.enum},message:"must be equal to one of the allowed values",schema:schema37.properties.external.enum,parentSchema:schema37.properties.external,data:data5};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
if(data4.internal !== undefined){
let data6 = data4.internal;
if(typeof data6 !== "string"){
const err12 = {instancePath:instancePath+"/denyStyle/internal",schemaPath:"#/$defs/DenyStyle/properties/internal/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema37.properties.internal.type,parentSchema:schema37.properties.internal,data:data6};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
if(!((data6 === "Drop") || (data6 === "Reject"))){
const err13 = {instancePath:instancePath+"/denyStyle/internal",schemaPath:"#/$defs/DenyStyle/properties/internal/enum",keyword:"enum",params:{allowedValues: schema37.properties.internal.enum},message:"must be equal to one of the allowed values",schema:schema37.properties.internal.enum,parentSchema:schema37.properties.internal,data:data6};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
}
else {
const err14 = {instancePath:instancePath+"/denyStyle",schemaPath:"#/$defs/DenyStyle/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema37.type,parentSchema:schema37,data:data4};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
}
else {
const err15 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema36.type,parentSchema:schema36,data};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
validate38.errors = vErrors;
return errors === 0;
}

const schema38 = {"type":"object","title":"ProfileIcmp","description":"ICMP that the network cannot do without, and echo.","properties":{"essentials":{"type":"boolean","description":"Let neighbour discovery, multicast listener discovery and needed errors in; no policy can take them away."},"transitEssentials":{"type":"boolean","description":"Let the errors through that the network cannot do without (RFC 4890, 4.3.1: unreachable, packet too big, time exceeded, parameter problem), between zones. Connection tracking knows those that belong to a flow, and lets them through anyway; a rule is made only where `dropInvalid` is false. Router renumbering, node information and the like pass only where a policy allows them."},"echo":{"$ref":"#/$defs/Echo","description":"Echo requests to the host itself."}},"additionalProperties":false};
const schema39 = {"type":"object","title":"Echo","description":"Echo requests to the host itself.","properties":{"action":{"type":"string","description":"Whether the host answers.","enum":["Allow","Deny"]},"rate":{"type":"string","description":"At most so many echo requests are answered.","format":"rate"},"burst":{"type":"integer","description":"Requests that pass before the rate counts.","minimum":1,"maximum":10000},"per":{"type":"string","description":"Whose packets share one limit: one source address, one source network (/24, /48), or all.","enum":["Source","SourceNet","Global"]}},"additionalProperties":false};

function validate40(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(!(((key0 === "essentials") || (key0 === "transitEssentials")) || (key0 === "echo"))){
const err0 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema38,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
if(data.essentials !== undefined){
let data0 = data.essentials;
if(typeof data0 !== "boolean"){
const err1 = {instancePath:instancePath+"/essentials",schemaPath:"#/properties/essentials/type",keyword:"type",params:{type: "boolean"},message:"must be boolean",schema:schema38.properties.essentials.type,parentSchema:schema38.properties.essentials,data:data0};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data.transitEssentials !== undefined){
let data1 = data.transitEssentials;
if(typeof data1 !== "boolean"){
const err2 = {instancePath:instancePath+"/transitEssentials",schemaPath:"#/properties/transitEssentials/type",keyword:"type",params:{type: "boolean"},message:"must be boolean",schema:schema38.properties.transitEssentials.type,parentSchema:schema38.properties.transitEssentials,data:data1};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data.echo !== undefined){
let data2 = data.echo;
if(data2 && typeof data2 == "object" && !Array.isArray(data2)){
for(const key1 in data2){
if(!((((key1 === "action") || (key1 === "rate")) || (key1 === "burst")) || (key1 === "per"))){
const err3 = {instancePath:instancePath+"/echo",schemaPath:"#/$defs/Echo/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1},message:"must NOT have additional properties",schema:false,parentSchema:schema39,data:data2};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data2.action !== undefined){
let data3 = data2.action;
if(typeof data3 !== "string"){
const err4 = {instancePath:instancePath+"/echo/action",schemaPath:"#/$defs/Echo/properties/action/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema39.properties.action.type,parentSchema:schema39.properties.action,data:data3};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
if(!((data3 === "Allow") || (data3 === "Deny"))){
const err5 = {instancePath:instancePath+"/echo/action",schemaPath:"#/$defs/Echo/properties/action/enum",keyword:"enum",params:{allowedValues: schema39.properties.action.enum},message:"must be equal to one of the allowed values",schema:schema39.properties.action.enum,parentSchema:schema39.properties.action,data:data3};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data2.rate !== undefined){
let data4 = data2.rate;
if(typeof data4 === "string"){
if(!(formats40(data4))){
const err6 = {instancePath:instancePath+"/echo/rate",schemaPath:"#/$defs/Echo/properties/rate/format",keyword:"format",params:{format: "rate"},message:"must match format \""+"rate"+"\"",schema:"rate",parentSchema:schema39.properties.rate,data:data4};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
else {
const err7 = {instancePath:instancePath+"/echo/rate",schemaPath:"#/$defs/Echo/properties/rate/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema39.properties.rate.type,parentSchema:schema39.properties.rate,data:data4};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
if(data2.burst !== undefined){
let data5 = data2.burst;
if(!(((typeof data5 == "number") && (!(data5 % 1) && !isNaN(data5))) && (isFinite(data5)))){
const err8 = {instancePath:instancePath+"/echo/burst",schemaPath:"#/$defs/Echo/properties/burst/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema39.properties.burst.type,parentSchema:schema39.properties.burst,data:data5};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
if((typeof data5 == "number") && (isFinite(data5))){
if(data5 > 10000 || isNaN(data5)){
const err9 = {instancePath:instancePath+"/echo/burst",schemaPath:"#/$defs/Echo/properties/burst/maximum",keyword:"maximum",params:{comparison: "<=", limit: 10000},message:"must be <= 10000",schema:10000,parentSchema:schema39.properties.burst,data:data5};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
if(data5 < 1 || isNaN(data5)){
const err10 = {instancePath:instancePath+"/echo/burst",schemaPath:"#/$defs/Echo/properties/burst/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema39.properties.burst,data:data5};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
}
if(data2.per !== undefined){
let data6 = data2.per;
if(typeof data6 !== "string"){
const err11 = {instancePath:instancePath+"/echo/per",schemaPath:"#/$defs/Echo/properties/per/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema39.properties.per.type,parentSchema:schema39.properties.per,data:data6};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
if(!(((data6 === "Source") || (data6 === "SourceNet")) || (data6 === "Global"))){
const err12 = {instancePath:instancePath+"/echo/per",schemaPath:"#/$defs/Echo/properties/per/enum",keyword:"enum",params:{allowedValues: schema39.properties.per.enum},message:"must be equal to one of the allowed values",schema:schema39.properties.per.enum,parentSchema:schema39.properties.per,data:data6};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
}
else {
const err13 = {instancePath:instancePath+"/echo",schemaPath:"#/$defs/Echo/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema39.type,parentSchema:schema39,data:data2};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
}
else {
const err14 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema38.type,parentSchema:schema38,data};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
validate40.errors = vErrors;
return errors === 0;
}

const schema40 = {"type":"object","title":"Hardening","description":"Packets that are refused whatever policies say.","properties":{"dropInvalid":{"type":"boolean","description":"Drop packets that connection tracking calls invalid."},"badTcpFlags":{"type":"boolean","description":"Drop TCP segments whose flags no honest program sends (none at all, SYN with FIN or RST, FIN with RST, FIN without ACK), as port scanners do. They are dropped in table raw, before connection tracking, to the host and through it; what the failsafe lets in is not looked at."},"reversePath":{"type":"string","description":"Whether packets are dropped, in table raw, by any interface but lo, whose source the host has no route to (Loose) or would answer by another interface (Strict: not for a host with several ways to one network; in IPv6 any route by that interface will do). Beside antiSpoof of zones.","enum":["Disabled","Loose","Strict"]},"bogons":{"type":"boolean","description":"Drop packets that enter by an interface of an external zone with a source that nobody has in the internet: private, documentation and other special-purpose addresses; in IPv6, what is not in 2000::/3. In table raw. Never those of a network of a zone or of the host's own interfaces, which the controller looks up every few seconds, nor link-local ones, nor a DHCP server's. Routers on the way that have private addresses cannot report errors any more; not for a host whose provider hands private addresses through."},"egressAntiSpoof":{"type":"boolean","description":"Whether packets leave by interfaces of external zones only with sources that belong to us (BCP 38): `networks` of the host's zones that are not external for what is forwarded, addresses of the host for what it sends. It is asked of packets that open a flow, before their source is translated, and before all policies."},"sourceRouting":{"type":"boolean","description":"Drop IPv6 packets that bear a routing header of type 0, by which a sender chooses the way (RFC 5095), in table raw. Of IPv4 no rule can see it: where net.ipv4.conf.all.accept_source_route is 1, that is told as a warning; `sysctls` can set it to 0."},"synRate":{"$ref":"#/$defs/SynRate","description":"Limit for new TCP connections, to this host and from its zones through it; what is above is dropped. Connections that stand are not counted, and what the failsafe lets in is not, either. It slows down a flood of SYNs and connections that pile up; a busy proxy or many clients behind one address need a higher rate."},"portScan":{"$ref":"#/$defs/PortScan","description":"Trap for port scanners: who opens connections to ports that nobody needs here is refused on all ports of this host for a while. Connections that stand live on, and so do ICMP essentials. A packet may bear a false source, so management must be named in `exempt` or in the failsafe: both are never banned. A ban is of one address (IPv6: its /64); the kernel keeps the newest 100 of each family (`ip_list_tot` of its module xt_recent) in /proc/net/xt_recent/gw4-scan-banned and gw6-scan-banned, where `echo -ADDRESS` into the file ends one. An edit of these fields keeps them."}},"additionalProperties":false};
const schema41 = {"type":"object","title":"SynRate","description":"Limit for new TCP connections, to this host and from its zones through it; what is above is dropped. Connections that stand are not counted, and what the failsafe lets in is not, either. It slows down a flood of SYNs and connections that pile up; a busy proxy or many clients behind one address need a higher rate.","required":["rate"],"properties":{"rate":{"type":"string","description":"So many new connections pass.","format":"rate"},"burst":{"type":"integer","description":"New connections that pass before the rate counts.","minimum":1,"maximum":10000},"per":{"type":"string","description":"Whose packets share one limit: one source address, one source network (/24, /48), or all.","enum":["Source","SourceNet","Global"]}},"additionalProperties":false};
const schema42 = {"type":"object","title":"PortScan","description":"Trap for port scanners: who opens connections to ports that nobody needs here is refused on all ports of this host for a while. Connections that stand live on, and so do ICMP essentials. A packet may bear a false source, so management must be named in `exempt` or in the failsafe: both are never banned. A ban is of one address (IPv6: its /64); the kernel keeps the newest 100 of each family (`ip_list_tot` of its module xt_recent) in /proc/net/xt_recent/gw4-scan-banned and gw6-scan-banned, where `echo -ADDRESS` into the file ends one. An edit of these fields keeps them.","required":["ports"],"properties":{"ports":{"type":"array","description":"Bait: ports that no honest client asks for here. Each entry needs its `ports`.","minItems":1,"maxItems":64,"items":{"$ref":"#/$defs/PortSpec","description":"Ports of one transport protocol."}},"hits":{"type":"integer","description":"So many new connections to bait within `within` bring a ban.","minimum":1,"maximum":20},"within":{"type":"string","description":"How long a touch is remembered; at most a day.","format":"duration"},"banFor":{"type":"string","description":"How long a ban lasts; at most a week.","format":"duration"},"exempt":{"type":"array","description":"Who is never banned; those who are let in by the failsafe are not, either.","minItems":1,"maxItems":64,"items":{"$ref":"#/$defs/Peer","description":"One kind of counterpart; all fields that are present must hold. At most one of networks, networkSets, networkSetSelector, hosts and domainNames."}}},"additionalProperties":false};
const formats64 = formats.duration;

function validate43(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.ports === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "ports"},message:"must have required property '"+"ports"+"'",schema:schema42.required,parentSchema:schema42,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
for(const key0 in data){
if(!(((((key0 === "ports") || (key0 === "hits")) || (key0 === "within")) || (key0 === "banFor")) || (key0 === "exempt"))){
const err1 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema42,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data.ports !== undefined){
let data0 = data.ports;
if(Array.isArray(data0)){
if(data0.length > 64){
const err2 = {instancePath:instancePath+"/ports",schemaPath:"#/properties/ports/maxItems",keyword:"maxItems",params:{limit: 64},message:"must NOT have more than 64 items",schema:64,parentSchema:schema42.properties.ports,data:data0};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
if(data0.length < 1){
const err3 = {instancePath:instancePath+"/ports",schemaPath:"#/properties/ports/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema42.properties.ports,data:data0};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
const len0 = data0.length;
for(let i0=0; i0<len0; i0++){
let data1 = data0[i0];
if(data1 && typeof data1 == "object" && !Array.isArray(data1)){
if(data1.protocol === undefined){
const err4 = {instancePath:instancePath+"/ports/" + i0,schemaPath:"#/$defs/PortSpec/required",keyword:"required",params:{missingProperty: "protocol"},message:"must have required property '"+"protocol"+"'",schema:schema23.required,parentSchema:schema23,data:data1};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
for(const key1 in data1){
if(!(((key1 === "protocol") || (key1 === "ports")) || (key1 === "sourcePorts"))){
const err5 = {instancePath:instancePath+"/ports/" + i0,schemaPath:"#/$defs/PortSpec/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1},message:"must NOT have additional properties",schema:false,parentSchema:schema23,data:data1};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data1.protocol !== undefined){
let data2 = data1.protocol;
if(typeof data2 !== "string"){
const err6 = {instancePath:instancePath+"/ports/" + i0+"/protocol",schemaPath:"#/$defs/PortSpec/properties/protocol/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema23.properties.protocol.type,parentSchema:schema23.properties.protocol,data:data2};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
if(!(((((data2 === "TCP") || (data2 === "UDP")) || (data2 === "SCTP")) || (data2 === "DCCP")) || (data2 === "UDPLite"))){
const err7 = {instancePath:instancePath+"/ports/" + i0+"/protocol",schemaPath:"#/$defs/PortSpec/properties/protocol/enum",keyword:"enum",params:{allowedValues: schema23.properties.protocol.enum},message:"must be equal to one of the allowed values",schema:schema23.properties.protocol.enum,parentSchema:schema23.properties.protocol,data:data2};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
if(data1.ports !== undefined){
let data3 = data1.ports;
if(Array.isArray(data3)){
if(data3.length > 64){
const err8 = {instancePath:instancePath+"/ports/" + i0+"/ports",schemaPath:"#/$defs/PortSpec/properties/ports/maxItems",keyword:"maxItems",params:{limit: 64},message:"must NOT have more than 64 items",schema:64,parentSchema:schema23.properties.ports,data:data3};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
if(data3.length < 1){
const err9 = {instancePath:instancePath+"/ports/" + i0+"/ports",schemaPath:"#/$defs/PortSpec/properties/ports/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema23.properties.ports,data:data3};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
const len1 = data3.length;
for(let i1=0; i1<len1; i1++){
let data4 = data3[i1];
if((!(((typeof data4 == "number") && (!(data4 % 1) && !isNaN(data4))) && (isFinite(data4)))) && (typeof data4 !== "string")){
const err10 = {instancePath:instancePath+"/ports/" + i0+"/ports/" + i1,schemaPath:"#/$defs/PortSpec/properties/ports/items/type",keyword:"type",params:{type: schema23.properties.ports.items.type},message:"must be integer,string",schema:schema23.properties.ports.items.type,parentSchema:schema23.properties.ports.items,data:data4};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
if((typeof data4 == "number") && (isFinite(data4))){
if(data4 > 65535 || isNaN(data4)){
const err11 = {instancePath:instancePath+"/ports/" + i0+"/ports/" + i1,schemaPath:"#/$defs/PortSpec/properties/ports/items/maximum",keyword:"maximum",params:{comparison: "<=", limit: 65535},message:"must be <= 65535",schema:65535,parentSchema:schema23.properties.ports.items,data:data4};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
if(data4 < 1 || isNaN(data4)){
const err12 = {instancePath:instancePath+"/ports/" + i0+"/ports/" + i1,schemaPath:"#/$defs/PortSpec/properties/ports/items/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema23.properties.ports.items,data:data4};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
if(typeof data4 === "string"){
if(!(formats22(data4))){
const err13 = {instancePath:instancePath+"/ports/" + i0+"/ports/" + i1,schemaPath:"#/$defs/PortSpec/properties/ports/items/format",keyword:"format",params:{format: "port"},message:"must match format \""+"port"+"\"",schema:"port",parentSchema:schema23.properties.ports.items,data:data4};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
}
}
else {
const err14 = {instancePath:instancePath+"/ports/" + i0+"/ports",schemaPath:"#/$defs/PortSpec/properties/ports/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema23.properties.ports.type,parentSchema:schema23.properties.ports,data:data3};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
if(data1.sourcePorts !== undefined){
let data5 = data1.sourcePorts;
if(Array.isArray(data5)){
if(data5.length > 64){
const err15 = {instancePath:instancePath+"/ports/" + i0+"/sourcePorts",schemaPath:"#/$defs/PortSpec/properties/sourcePorts/maxItems",keyword:"maxItems",params:{limit: 64},message:"must NOT have more than 64 items",schema:64,parentSchema:schema23.properties.sourcePorts,data:data5};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
if(data5.length < 1){
const err16 = {instancePath:instancePath+"/ports/" + i0+"/sourcePorts",schemaPath:"#/$defs/PortSpec/properties/sourcePorts/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema23.properties.sourcePorts,data:data5};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
const len2 = data5.length;
for(let i2=0; i2<len2; i2++){
let data6 = data5[i2];
if((!(((typeof data6 == "number") && (!(data6 % 1) && !isNaN(data6))) && (isFinite(data6)))) && (typeof data6 !== "string")){
const err17 = {instancePath:instancePath+"/ports/" + i0+"/sourcePorts/" + i2,schemaPath:"#/$defs/PortSpec/properties/sourcePorts/items/type",keyword:"type",params:{type: schema23.properties.sourcePorts.items.type},message:"must be integer,string",schema:schema23.properties.sourcePorts.items.type,parentSchema:schema23.properties.sourcePorts.items,data:data6};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
if((typeof data6 == "number") && (isFinite(data6))){
if(data6 > 65535 || isNaN(data6)){
const err18 = {instancePath:instancePath+"/ports/" + i0+"/sourcePorts/" + i2,schemaPath:"#/$defs/PortSpec/properties/sourcePorts/items/maximum",keyword:"maximum",params:{comparison: "<=", limit: 65535},message:"must be <= 65535",schema:65535,parentSchema:schema23.properties.sourcePorts.items,data:data6};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
if(data6 < 1 || isNaN(data6)){
const err19 = {instancePath:instancePath+"/ports/" + i0+"/sourcePorts/" + i2,schemaPath:"#/$defs/PortSpec/properties/sourcePorts/items/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema23.properties.sourcePorts.items,data:data6};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
if(typeof data6 === "string"){
if(!(formats22(data6))){
const err20 = {instancePath:instancePath+"/ports/" + i0+"/sourcePorts/" + i2,schemaPath:"#/$defs/PortSpec/properties/sourcePorts/items/format",keyword:"format",params:{format: "port"},message:"must match format \""+"port"+"\"",schema:"port",parentSchema:schema23.properties.sourcePorts.items,data:data6};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
}
}
}
else {
const err21 = {instancePath:instancePath+"/ports/" + i0+"/sourcePorts",schemaPath:"#/$defs/PortSpec/properties/sourcePorts/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema23.properties.sourcePorts.type,parentSchema:schema23.properties.sourcePorts,data:data5};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
}
}
else {
const err22 = {instancePath:instancePath+"/ports/" + i0,schemaPath:"#/$defs/PortSpec/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema23.type,parentSchema:schema23,data:data1};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
}
}
else {
const err23 = {instancePath:instancePath+"/ports",schemaPath:"#/properties/ports/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema42.properties.ports.type,parentSchema:schema42.properties.ports,data:data0};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
}
if(data.hits !== undefined){
let data7 = data.hits;
if(!(((typeof data7 == "number") && (!(data7 % 1) && !isNaN(data7))) && (isFinite(data7)))){
const err24 = {instancePath:instancePath+"/hits",schemaPath:"#/properties/hits/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema42.properties.hits.type,parentSchema:schema42.properties.hits,data:data7};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
if((typeof data7 == "number") && (isFinite(data7))){
if(data7 > 20 || isNaN(data7)){
const err25 = {instancePath:instancePath+"/hits",schemaPath:"#/properties/hits/maximum",keyword:"maximum",params:{comparison: "<=", limit: 20},message:"must be <= 20",schema:20,parentSchema:schema42.properties.hits,data:data7};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
if(data7 < 1 || isNaN(data7)){
const err26 = {instancePath:instancePath+"/hits",schemaPath:"#/properties/hits/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema42.properties.hits,data:data7};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
}
}
if(data.within !== undefined){
let data8 = data.within;
if(typeof data8 === "string"){
if(!(formats64(data8))){
const err27 = {instancePath:instancePath+"/within",schemaPath:"#/properties/within/format",keyword:"format",params:{format: "duration"},message:"must match format \""+"duration"+"\"",schema:"duration",parentSchema:schema42.properties.within,data:data8};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
}
else {
const err28 = {instancePath:instancePath+"/within",schemaPath:"#/properties/within/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema42.properties.within.type,parentSchema:schema42.properties.within,data:data8};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
}
if(data.banFor !== undefined){
let data9 = data.banFor;
if(typeof data9 === "string"){
if(!(formats64(data9))){
const err29 = {instancePath:instancePath+"/banFor",schemaPath:"#/properties/banFor/format",keyword:"format",params:{format: "duration"},message:"must match format \""+"duration"+"\"",schema:"duration",parentSchema:schema42.properties.banFor,data:data9};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
}
else {
const err30 = {instancePath:instancePath+"/banFor",schemaPath:"#/properties/banFor/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema42.properties.banFor.type,parentSchema:schema42.properties.banFor,data:data9};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
}
if(data.exempt !== undefined){
let data10 = data.exempt;
if(Array.isArray(data10)){
if(data10.length > 64){
const err31 = {instancePath:instancePath+"/exempt",schemaPath:"#/properties/exempt/maxItems",keyword:"maxItems",params:{limit: 64},message:"must NOT have more than 64 items",schema:64,parentSchema:schema42.properties.exempt,data:data10};
if(vErrors === null){
vErrors = [err31];
}
else {
vErrors.push(err31);
}
errors++;
}
if(data10.length < 1){
const err32 = {instancePath:instancePath+"/exempt",schemaPath:"#/properties/exempt/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema42.properties.exempt,data:data10};
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
}
const len3 = data10.length;
for(let i3=0; i3<len3; i3++){
if(!(validate17(data10[i3], {instancePath:instancePath+"/exempt/" + i3,parentData:data10,parentDataProperty:i3,rootData}))){
vErrors = vErrors === null ? validate17.errors : vErrors.concat(validate17.errors);
errors = vErrors.length;
}
}
}
else {
const err33 = {instancePath:instancePath+"/exempt",schemaPath:"#/properties/exempt/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema42.properties.exempt.type,parentSchema:schema42.properties.exempt,data:data10};
if(vErrors === null){
vErrors = [err33];
}
else {
vErrors.push(err33);
}
errors++;
}
}
}
else {
const err34 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema42.type,parentSchema:schema42,data};
if(vErrors === null){
vErrors = [err34];
}
else {
vErrors.push(err34);
}
errors++;
}
validate43.errors = vErrors;
return errors === 0;
}


function validate42(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(!((((((((key0 === "dropInvalid") || (key0 === "badTcpFlags")) || (key0 === "reversePath")) || (key0 === "bogons")) || (key0 === "egressAntiSpoof")) || (key0 === "sourceRouting")) || (key0 === "synRate")) || (key0 === "portScan"))){
const err0 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema40,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
if(data.dropInvalid !== undefined){
let data0 = data.dropInvalid;
if(typeof data0 !== "boolean"){
const err1 = {instancePath:instancePath+"/dropInvalid",schemaPath:"#/properties/dropInvalid/type",keyword:"type",params:{type: "boolean"},message:"must be boolean",schema:schema40.properties.dropInvalid.type,parentSchema:schema40.properties.dropInvalid,data:data0};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data.badTcpFlags !== undefined){
let data1 = data.badTcpFlags;
if(typeof data1 !== "boolean"){
const err2 = {instancePath:instancePath+"/badTcpFlags",schemaPath:"#/properties/badTcpFlags/type",keyword:"type",params:{type: "boolean"},message:"must be boolean",schema:schema40.properties.badTcpFlags.type,parentSchema:schema40.properties.badTcpFlags,data:data1};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data.reversePath !== undefined){
let data2 = data.reversePath;
if(typeof data2 !== "string"){
const err3 = {instancePath:instancePath+"/reversePath",schemaPath:"#/properties/reversePath/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema40.properties.reversePath.type,parentSchema:schema40.properties.reversePath,data:data2};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
if(!(((data2 === "Disabled") || (data2 === "Loose")) || (data2 === "Strict"))){
const err4 = {instancePath:instancePath+"/reversePath",schemaPath:"#/properties/reversePath/enum",keyword:"enum",params:{allowedValues: schema40.properties.reversePath.enum},message:"must be equal to one of the allowed values",schema:schema40.properties.reversePath.enum,parentSchema:schema40.properties.reversePath,data:data2};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.bogons !== undefined){
let data3 = data.bogons;
if(typeof data3 !== "boolean"){
const err5 = {instancePath:instancePath+"/bogons",schemaPath:"#/properties/bogons/type",keyword:"type",params:{type: "boolean"},message:"must be boolean",schema:schema40.properties.bogons.type,parentSchema:schema40.properties.bogons,data:data3};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data.egressAntiSpoof !== undefined){
let data4 = data.egressAntiSpoof;
if(typeof data4 !== "boolean"){
const err6 = {instancePath:instancePath+"/egressAntiSpoof",schemaPath:"#/properties/egressAntiSpoof/type",keyword:"type",params:{type: "boolean"},message:"must be boolean",schema:schema40.properties.egressAntiSpoof.type,parentSchema:schema40.properties.egressAntiSpoof,data:data4};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data.sourceRouting !== undefined){
let data5 = data.sourceRouting;
if(typeof data5 !== "boolean"){
const err7 = {instancePath:instancePath+"/sourceRouting",schemaPath:"#/properties/sourceRouting/type",keyword:"type",params:{type: "boolean"},message:"must be boolean",schema:schema40.properties.sourceRouting.type,parentSchema:schema40.properties.sourceRouting,data:data5};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
if(data.synRate !== undefined){
let data6 = data.synRate;
if(data6 && typeof data6 == "object" && !Array.isArray(data6)){
if(data6.rate === undefined){
const err8 = {instancePath:instancePath+"/synRate",schemaPath:"#/$defs/SynRate/required",keyword:"required",params:{missingProperty: "rate"},message:"must have required property '"+"rate"+"'",schema:schema41.required,parentSchema:schema41,data:data6};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
for(const key1 in data6){
if(!(((key1 === "rate") || (key1 === "burst")) || (key1 === "per"))){
const err9 = {instancePath:instancePath+"/synRate",schemaPath:"#/$defs/SynRate/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1},message:"must NOT have additional properties",schema:false,parentSchema:schema41,data:data6};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
if(data6.rate !== undefined){
let data7 = data6.rate;
if(typeof data7 === "string"){
if(!(formats40(data7))){
const err10 = {instancePath:instancePath+"/synRate/rate",schemaPath:"#/$defs/SynRate/properties/rate/format",keyword:"format",params:{format: "rate"},message:"must match format \""+"rate"+"\"",schema:"rate",parentSchema:schema41.properties.rate,data:data7};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
else {
const err11 = {instancePath:instancePath+"/synRate/rate",schemaPath:"#/$defs/SynRate/properties/rate/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema41.properties.rate.type,parentSchema:schema41.properties.rate,data:data7};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
if(data6.burst !== undefined){
let data8 = data6.burst;
if(!(((typeof data8 == "number") && (!(data8 % 1) && !isNaN(data8))) && (isFinite(data8)))){
const err12 = {instancePath:instancePath+"/synRate/burst",schemaPath:"#/$defs/SynRate/properties/burst/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema41.properties.burst.type,parentSchema:schema41.properties.burst,data:data8};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
if((typeof data8 == "number") && (isFinite(data8))){
if(data8 > 10000 || isNaN(data8)){
const err13 = {instancePath:instancePath+"/synRate/burst",schemaPath:"#/$defs/SynRate/properties/burst/maximum",keyword:"maximum",params:{comparison: "<=", limit: 10000},message:"must be <= 10000",schema:10000,parentSchema:schema41.properties.burst,data:data8};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
if(data8 < 1 || isNaN(data8)){
const err14 = {instancePath:instancePath+"/synRate/burst",schemaPath:"#/$defs/SynRate/properties/burst/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema41.properties.burst,data:data8};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
}
if(data6.per !== undefined){
let data9 = data6.per;
if(typeof data9 !== "string"){
const err15 = {instancePath:instancePath+"/synRate/per",schemaPath:"#/$defs/SynRate/properties/per/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema41.properties.per.type,parentSchema:schema41.properties.per,data:data9};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
if(!(((data9 === "Source") || (data9 === "SourceNet")) || (data9 === "Global"))){
const err16 = {instancePath:instancePath+"/synRate/per",schemaPath:"#/$defs/SynRate/properties/per/enum",keyword:"enum",params:{allowedValues: schema41.properties.per.enum},message:"must be equal to one of the allowed values",schema:schema41.properties.per.enum,parentSchema:schema41.properties.per,data:data9};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
}
else {
const err17 = {instancePath:instancePath+"/synRate",schemaPath:"#/$defs/SynRate/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema41.type,parentSchema:schema41,data:data6};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
if(data.portScan !== undefined){
if(!(validate43(data.portScan, {instancePath:instancePath+"/portScan",parentData:data,parentDataProperty:"portScan",rootData}))){
vErrors = vErrors === null ? validate43.errors : vErrors.concat(validate43.errors);
errors = vErrors.length;
}
}
}
else {
const err18 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema40.type,parentSchema:schema40,data};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
validate42.errors = vErrors;
return errors === 0;
}

const schema45 = {"type":"object","title":"PacketLimit","description":"A limit for one kind of packet.","required":["name","rate"],"properties":{"name":{"type":"string","description":"Name of the limit, unique in its list.","format":"dns-label"},"services":{"type":"array","description":"Services that are counted.","minItems":1,"maxItems":64,"items":{"type":"string","description":"Name of a Service.","format":"dns-label"},"uniqueItems":true},"ports":{"type":"array","description":"Ports that are counted.","minItems":1,"maxItems":64,"items":{"$ref":"#/$defs/PortSpec","description":"Ports of one transport protocol."}},"icmp":{"type":"array","description":"ICMP messages that are counted.","minItems":1,"maxItems":64,"items":{"$ref":"#/$defs/IcmpSpec","description":"One kind of ICMP message."}},"from":{"type":"array","description":"Whose packets are counted; absent means everybody's.","minItems":1,"maxItems":64,"items":{"$ref":"#/$defs/Peer","description":"One kind of counterpart; all fields that are present must hold. At most one of networks, networkSets, networkSetSelector, hosts and domainNames."}},"rate":{"type":"string","description":"So many packets pass.","format":"rate"},"burst":{"type":"integer","description":"Packets that pass before the rate counts.","minimum":1,"maximum":10000},"per":{"type":"string","description":"Whose packets share one limit: one source address (/32, /64), one source network (/24, /48), or all.","enum":["Source","SourceNet","Global"]},"direction":{"type":"string","description":"Packets to this host, or through it.","enum":["Ingress","Forward"]}},"additionalProperties":false};

function validate47(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.name === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "name"},message:"must have required property '"+"name"+"'",schema:schema45.required,parentSchema:schema45,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.rate === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "rate"},message:"must have required property '"+"rate"+"'",schema:schema45.required,parentSchema:schema45,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
for(const key0 in data){
if(!(func3.call(schema45.properties, key0))){
const err2 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema45,data};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data.name !== undefined){
let data0 = data.name;
if(typeof data0 === "string"){
if(!(formats0(data0))){
const err3 = {instancePath:instancePath+"/name",schemaPath:"#/properties/name/format",keyword:"format",params:{format: "dns-label"},message:"must match format \""+"dns-label"+"\"",schema:"dns-label",parentSchema:schema45.properties.name,data:data0};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
else {
const err4 = {instancePath:instancePath+"/name",schemaPath:"#/properties/name/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema45.properties.name.type,parentSchema:schema45.properties.name,data:data0};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.services !== undefined){
let data1 = data.services;
if(Array.isArray(data1)){
if(data1.length > 64){
const err5 = {instancePath:instancePath+"/services",schemaPath:"#/properties/services/maxItems",keyword:"maxItems",params:{limit: 64},message:"must NOT have more than 64 items",schema:64,parentSchema:schema45.properties.services,data:data1};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
if(data1.length < 1){
const err6 = {instancePath:instancePath+"/services",schemaPath:"#/properties/services/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema45.properties.services,data:data1};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
const len0 = data1.length;
for(let i0=0; i0<len0; i0++){
let data2 = data1[i0];
if(typeof data2 === "string"){
if(!(formats0(data2))){
const err7 = {instancePath:instancePath+"/services/" + i0,schemaPath:"#/properties/services/items/format",keyword:"format",params:{format: "dns-label"},message:"must match format \""+"dns-label"+"\"",schema:"dns-label",parentSchema:schema45.properties.services.items,data:data2};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
else {
const err8 = {instancePath:instancePath+"/services/" + i0,schemaPath:"#/properties/services/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema45.properties.services.items.type,parentSchema:schema45.properties.services.items,data:data2};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
let i1 = data1.length;
let j0;
if(i1 > 1){
const indices0 = {};
for(;i1--;){
let item0 = data1[i1];
if(typeof item0 !== "string"){
continue;
}
if(typeof indices0[item0] == "number"){
j0 = indices0[item0];
const err9 = {instancePath:instancePath+"/services",schemaPath:"#/properties/services/uniqueItems",keyword:"uniqueItems",params:{i: i1, j: j0},message:"must NOT have duplicate items (items ## "+j0+" and "+i1+" are identical)",schema:true,parentSchema:schema45.properties.services,data:data1};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
break;
}
indices0[item0] = i1;
}
}
}
else {
const err10 = {instancePath:instancePath+"/services",schemaPath:"#/properties/services/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema45.properties.services.type,parentSchema:schema45.properties.services,data:data1};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
if(data.ports !== undefined){
let data3 = data.ports;
if(Array.isArray(data3)){
if(data3.length > 64){
const err11 = {instancePath:instancePath+"/ports",schemaPath:"#/properties/ports/maxItems",keyword:"maxItems",params:{limit: 64},message:"must NOT have more than 64 items",schema:64,parentSchema:schema45.properties.ports,data:data3};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
if(data3.length < 1){
const err12 = {instancePath:instancePath+"/ports",schemaPath:"#/properties/ports/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema45.properties.ports,data:data3};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
const len1 = data3.length;
for(let i2=0; i2<len1; i2++){
let data4 = data3[i2];
if(data4 && typeof data4 == "object" && !Array.isArray(data4)){
if(data4.protocol === undefined){
const err13 = {instancePath:instancePath+"/ports/" + i2,schemaPath:"#/$defs/PortSpec/required",keyword:"required",params:{missingProperty: "protocol"},message:"must have required property '"+"protocol"+"'",schema:schema23.required,parentSchema:schema23,data:data4};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
for(const key1 in data4){
if(!(((key1 === "protocol") || (key1 === "ports")) || (key1 === "sourcePorts"))){
const err14 = {instancePath:instancePath+"/ports/" + i2,schemaPath:"#/$defs/PortSpec/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1},message:"must NOT have additional properties",schema:false,parentSchema:schema23,data:data4};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
if(data4.protocol !== undefined){
let data5 = data4.protocol;
if(typeof data5 !== "string"){
const err15 = {instancePath:instancePath+"/ports/" + i2+"/protocol",schemaPath:"#/$defs/PortSpec/properties/protocol/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema23.properties.protocol.type,parentSchema:schema23.properties.protocol,data:data5};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
if(!(((((data5 === "TCP") || (data5 === "UDP")) || (data5 === "SCTP")) || (data5 === "DCCP")) || (data5 === "UDPLite"))){
const err16 = {instancePath:instancePath+"/ports/" + i2+"/protocol",schemaPath:"#/$defs/PortSpec/properties/protocol/enum",keyword:"enum",params:{allowedValues: schema23.properties.protocol.enum},message:"must be equal to one of the allowed values",schema:schema23.properties.protocol.enum,parentSchema:schema23.properties.protocol,data:data5};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
if(data4.ports !== undefined){
let data6 = data4.ports;
if(Array.isArray(data6)){
if(data6.length > 64){
const err17 = {instancePath:instancePath+"/ports/" + i2+"/ports",schemaPath:"#/$defs/PortSpec/properties/ports/maxItems",keyword:"maxItems",params:{limit: 64},message:"must NOT have more than 64 items",schema:64,parentSchema:schema23.properties.ports,data:data6};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
if(data6.length < 1){
const err18 = {instancePath:instancePath+"/ports/" + i2+"/ports",schemaPath:"#/$defs/PortSpec/properties/ports/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema23.properties.ports,data:data6};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
const len2 = data6.length;
for(let i3=0; i3<len2; i3++){
let data7 = data6[i3];
if((!(((typeof data7 == "number") && (!(data7 % 1) && !isNaN(data7))) && (isFinite(data7)))) && (typeof data7 !== "string")){
const err19 = {instancePath:instancePath+"/ports/" + i2+"/ports/" + i3,schemaPath:"#/$defs/PortSpec/properties/ports/items/type",keyword:"type",params:{type: schema23.properties.ports.items.type},message:"must be integer,string",schema:schema23.properties.ports.items.type,parentSchema:schema23.properties.ports.items,data:data7};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
if((typeof data7 == "number") && (isFinite(data7))){
if(data7 > 65535 || isNaN(data7)){
const err20 = {instancePath:instancePath+"/ports/" + i2+"/ports/" + i3,schemaPath:"#/$defs/PortSpec/properties/ports/items/maximum",keyword:"maximum",params:{comparison: "<=", limit: 65535},message:"must be <= 65535",schema:65535,parentSchema:schema23.properties.ports.items,data:data7};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
if(data7 < 1 || isNaN(data7)){
const err21 = {instancePath:instancePath+"/ports/" + i2+"/ports/" + i3,schemaPath:"#/$defs/PortSpec/properties/ports/items/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema23.properties.ports.items,data:data7};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
}
if(typeof data7 === "string"){
if(!(formats22(data7))){
const err22 = {instancePath:instancePath+"/ports/" + i2+"/ports/" + i3,schemaPath:"#/$defs/PortSpec/properties/ports/items/format",keyword:"format",params:{format: "port"},message:"must match format \""+"port"+"\"",schema:"port",parentSchema:schema23.properties.ports.items,data:data7};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
}
}
}
else {
const err23 = {instancePath:instancePath+"/ports/" + i2+"/ports",schemaPath:"#/$defs/PortSpec/properties/ports/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema23.properties.ports.type,parentSchema:schema23.properties.ports,data:data6};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
}
if(data4.sourcePorts !== undefined){
let data8 = data4.sourcePorts;
if(Array.isArray(data8)){
if(data8.length > 64){
const err24 = {instancePath:instancePath+"/ports/" + i2+"/sourcePorts",schemaPath:"#/$defs/PortSpec/properties/sourcePorts/maxItems",keyword:"maxItems",params:{limit: 64},message:"must NOT have more than 64 items",schema:64,parentSchema:schema23.properties.sourcePorts,data:data8};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
if(data8.length < 1){
const err25 = {instancePath:instancePath+"/ports/" + i2+"/sourcePorts",schemaPath:"#/$defs/PortSpec/properties/sourcePorts/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema23.properties.sourcePorts,data:data8};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
const len3 = data8.length;
for(let i4=0; i4<len3; i4++){
let data9 = data8[i4];
if((!(((typeof data9 == "number") && (!(data9 % 1) && !isNaN(data9))) && (isFinite(data9)))) && (typeof data9 !== "string")){
const err26 = {instancePath:instancePath+"/ports/" + i2+"/sourcePorts/" + i4,schemaPath:"#/$defs/PortSpec/properties/sourcePorts/items/type",keyword:"type",params:{type: schema23.properties.sourcePorts.items.type},message:"must be integer,string",schema:schema23.properties.sourcePorts.items.type,parentSchema:schema23.properties.sourcePorts.items,data:data9};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
if((typeof data9 == "number") && (isFinite(data9))){
if(data9 > 65535 || isNaN(data9)){
const err27 = {instancePath:instancePath+"/ports/" + i2+"/sourcePorts/" + i4,schemaPath:"#/$defs/PortSpec/properties/sourcePorts/items/maximum",keyword:"maximum",params:{comparison: "<=", limit: 65535},message:"must be <= 65535",schema:65535,parentSchema:schema23.properties.sourcePorts.items,data:data9};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
if(data9 < 1 || isNaN(data9)){
const err28 = {instancePath:instancePath+"/ports/" + i2+"/sourcePorts/" + i4,schemaPath:"#/$defs/PortSpec/properties/sourcePorts/items/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema23.properties.sourcePorts.items,data:data9};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
}
if(typeof data9 === "string"){
if(!(formats22(data9))){
const err29 = {instancePath:instancePath+"/ports/" + i2+"/sourcePorts/" + i4,schemaPath:"#/$defs/PortSpec/properties/sourcePorts/items/format",keyword:"format",params:{format: "port"},message:"must match format \""+"port"+"\"",schema:"port",parentSchema:schema23.properties.sourcePorts.items,data:data9};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
}
}
}
else {
const err30 = {instancePath:instancePath+"/ports/" + i2+"/sourcePorts",schemaPath:"#/$defs/PortSpec/properties/sourcePorts/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema23.properties.sourcePorts.type,parentSchema:schema23.properties.sourcePorts,data:data8};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
}
}
else {
const err31 = {instancePath:instancePath+"/ports/" + i2,schemaPath:"#/$defs/PortSpec/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema23.type,parentSchema:schema23,data:data4};
if(vErrors === null){
vErrors = [err31];
}
else {
vErrors.push(err31);
}
errors++;
}
}
}
else {
const err32 = {instancePath:instancePath+"/ports",schemaPath:"#/properties/ports/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema45.properties.ports.type,parentSchema:schema45.properties.ports,data:data3};
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
}
}
if(data.icmp !== undefined){
let data10 = data.icmp;
if(Array.isArray(data10)){
if(data10.length > 64){
const err33 = {instancePath:instancePath+"/icmp",schemaPath:"#/properties/icmp/maxItems",keyword:"maxItems",params:{limit: 64},message:"must NOT have more than 64 items",schema:64,parentSchema:schema45.properties.icmp,data:data10};
if(vErrors === null){
vErrors = [err33];
}
else {
vErrors.push(err33);
}
errors++;
}
if(data10.length < 1){
const err34 = {instancePath:instancePath+"/icmp",schemaPath:"#/properties/icmp/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema45.properties.icmp,data:data10};
if(vErrors === null){
vErrors = [err34];
}
else {
vErrors.push(err34);
}
errors++;
}
const len4 = data10.length;
for(let i5=0; i5<len4; i5++){
let data11 = data10[i5];
if(data11 && typeof data11 == "object" && !Array.isArray(data11)){
if(data11.family === undefined){
const err35 = {instancePath:instancePath+"/icmp/" + i5,schemaPath:"#/$defs/IcmpSpec/required",keyword:"required",params:{missingProperty: "family"},message:"must have required property '"+"family"+"'",schema:schema24.required,parentSchema:schema24,data:data11};
if(vErrors === null){
vErrors = [err35];
}
else {
vErrors.push(err35);
}
errors++;
}
if(data11.type === undefined){
const err36 = {instancePath:instancePath+"/icmp/" + i5,schemaPath:"#/$defs/IcmpSpec/required",keyword:"required",params:{missingProperty: "type"},message:"must have required property '"+"type"+"'",schema:schema24.required,parentSchema:schema24,data:data11};
if(vErrors === null){
vErrors = [err36];
}
else {
vErrors.push(err36);
}
errors++;
}
for(const key2 in data11){
if(!(((key2 === "family") || (key2 === "type")) || (key2 === "code"))){
const err37 = {instancePath:instancePath+"/icmp/" + i5,schemaPath:"#/$defs/IcmpSpec/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key2},message:"must NOT have additional properties",schema:false,parentSchema:schema24,data:data11};
if(vErrors === null){
vErrors = [err37];
}
else {
vErrors.push(err37);
}
errors++;
}
}
if(data11.family !== undefined){
let data12 = data11.family;
if(typeof data12 !== "string"){
const err38 = {instancePath:instancePath+"/icmp/" + i5+"/family",schemaPath:"#/$defs/IcmpSpec/properties/family/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema24.properties.family.type,parentSchema:schema24.properties.family,data:data12};
if(vErrors === null){
vErrors = [err38];
}
else {
vErrors.push(err38);
}
errors++;
}
if(!((data12 === "IPv4") || (data12 === "IPv6"))){
const err39 = {instancePath:instancePath+"/icmp/" + i5+"/family",schemaPath:"#/$defs/IcmpSpec/properties/family/enum",keyword:"enum",params:{allowedValues: schema24.properties.family.enum},message:"must be equal to one of the allowed values",schema:schema24.properties.family.enum,parentSchema:schema24.properties.family,data:data12};
if(vErrors === null){
vErrors = [err39];
}
else {
vErrors.push(err39);
}
errors++;
}
}
if(data11.type !== undefined){
let data13 = data11.type;
if((!(((typeof data13 == "number") && (!(data13 % 1) && !isNaN(data13))) && (isFinite(data13)))) && (typeof data13 !== "string")){
const err40 = {instancePath:instancePath+"/icmp/" + i5+"/type",schemaPath:"#/$defs/IcmpSpec/properties/type/type",keyword:"type",params:{type: schema24.properties.type.type},message:"must be integer,string",schema:schema24.properties.type.type,parentSchema:schema24.properties.type,data:data13};
if(vErrors === null){
vErrors = [err40];
}
else {
vErrors.push(err40);
}
errors++;
}
if((typeof data13 == "number") && (isFinite(data13))){
if(data13 > 255 || isNaN(data13)){
const err41 = {instancePath:instancePath+"/icmp/" + i5+"/type",schemaPath:"#/$defs/IcmpSpec/properties/type/maximum",keyword:"maximum",params:{comparison: "<=", limit: 255},message:"must be <= 255",schema:255,parentSchema:schema24.properties.type,data:data13};
if(vErrors === null){
vErrors = [err41];
}
else {
vErrors.push(err41);
}
errors++;
}
if(data13 < 0 || isNaN(data13)){
const err42 = {instancePath:instancePath+"/icmp/" + i5+"/type",schemaPath:"#/$defs/IcmpSpec/properties/type/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0",schema:0,parentSchema:schema24.properties.type,data:data13};
if(vErrors === null){
vErrors = [err42];
}
else {
vErrors.push(err42);
}
errors++;
}
}
if(typeof data13 === "string"){
if(!(formats28(data13))){
const err43 = {instancePath:instancePath+"/icmp/" + i5+"/type",schemaPath:"#/$defs/IcmpSpec/properties/type/format",keyword:"format",params:{format: "icmp-type"},message:"must match format \""+"icmp-type"+"\"",schema:"icmp-type",parentSchema:schema24.properties.type,data:data13};
if(vErrors === null){
vErrors = [err43];
}
else {
vErrors.push(err43);
}
errors++;
}
}
}
if(data11.code !== undefined){
let data14 = data11.code;
if(!(((typeof data14 == "number") && (!(data14 % 1) && !isNaN(data14))) && (isFinite(data14)))){
const err44 = {instancePath:instancePath+"/icmp/" + i5+"/code",schemaPath:"#/$defs/IcmpSpec/properties/code/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema24.properties.code.type,parentSchema:schema24.properties.code,data:data14};
if(vErrors === null){
vErrors = [err44];
}
else {
vErrors.push(err44);
}
errors++;
}
if((typeof data14 == "number") && (isFinite(data14))){
if(data14 > 255 || isNaN(data14)){
const err45 = {instancePath:instancePath+"/icmp/" + i5+"/code",schemaPath:"#/$defs/IcmpSpec/properties/code/maximum",keyword:"maximum",params:{comparison: "<=", limit: 255},message:"must be <= 255",schema:255,parentSchema:schema24.properties.code,data:data14};
if(vErrors === null){
vErrors = [err45];
}
else {
vErrors.push(err45);
}
errors++;
}
if(data14 < 0 || isNaN(data14)){
const err46 = {instancePath:instancePath+"/icmp/" + i5+"/code",schemaPath:"#/$defs/IcmpSpec/properties/code/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0",schema:0,parentSchema:schema24.properties.code,data:data14};
if(vErrors === null){
vErrors = [err46];
}
else {
vErrors.push(err46);
}
errors++;
}
}
}
}
else {
const err47 = {instancePath:instancePath+"/icmp/" + i5,schemaPath:"#/$defs/IcmpSpec/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema24.type,parentSchema:schema24,data:data11};
if(vErrors === null){
vErrors = [err47];
}
else {
vErrors.push(err47);
}
errors++;
}
}
}
else {
const err48 = {instancePath:instancePath+"/icmp",schemaPath:"#/properties/icmp/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema45.properties.icmp.type,parentSchema:schema45.properties.icmp,data:data10};
if(vErrors === null){
vErrors = [err48];
}
else {
vErrors.push(err48);
}
errors++;
}
}
if(data.from !== undefined){
let data15 = data.from;
if(Array.isArray(data15)){
if(data15.length > 64){
const err49 = {instancePath:instancePath+"/from",schemaPath:"#/properties/from/maxItems",keyword:"maxItems",params:{limit: 64},message:"must NOT have more than 64 items",schema:64,parentSchema:schema45.properties.from,data:data15};
if(vErrors === null){
vErrors = [err49];
}
else {
vErrors.push(err49);
}
errors++;
}
if(data15.length < 1){
const err50 = {instancePath:instancePath+"/from",schemaPath:"#/properties/from/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema45.properties.from,data:data15};
if(vErrors === null){
vErrors = [err50];
}
else {
vErrors.push(err50);
}
errors++;
}
const len5 = data15.length;
for(let i6=0; i6<len5; i6++){
if(!(validate17(data15[i6], {instancePath:instancePath+"/from/" + i6,parentData:data15,parentDataProperty:i6,rootData}))){
vErrors = vErrors === null ? validate17.errors : vErrors.concat(validate17.errors);
errors = vErrors.length;
}
}
}
else {
const err51 = {instancePath:instancePath+"/from",schemaPath:"#/properties/from/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema45.properties.from.type,parentSchema:schema45.properties.from,data:data15};
if(vErrors === null){
vErrors = [err51];
}
else {
vErrors.push(err51);
}
errors++;
}
}
if(data.rate !== undefined){
let data17 = data.rate;
if(typeof data17 === "string"){
if(!(formats40(data17))){
const err52 = {instancePath:instancePath+"/rate",schemaPath:"#/properties/rate/format",keyword:"format",params:{format: "rate"},message:"must match format \""+"rate"+"\"",schema:"rate",parentSchema:schema45.properties.rate,data:data17};
if(vErrors === null){
vErrors = [err52];
}
else {
vErrors.push(err52);
}
errors++;
}
}
else {
const err53 = {instancePath:instancePath+"/rate",schemaPath:"#/properties/rate/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema45.properties.rate.type,parentSchema:schema45.properties.rate,data:data17};
if(vErrors === null){
vErrors = [err53];
}
else {
vErrors.push(err53);
}
errors++;
}
}
if(data.burst !== undefined){
let data18 = data.burst;
if(!(((typeof data18 == "number") && (!(data18 % 1) && !isNaN(data18))) && (isFinite(data18)))){
const err54 = {instancePath:instancePath+"/burst",schemaPath:"#/properties/burst/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema45.properties.burst.type,parentSchema:schema45.properties.burst,data:data18};
if(vErrors === null){
vErrors = [err54];
}
else {
vErrors.push(err54);
}
errors++;
}
if((typeof data18 == "number") && (isFinite(data18))){
if(data18 > 10000 || isNaN(data18)){
const err55 = {instancePath:instancePath+"/burst",schemaPath:"#/properties/burst/maximum",keyword:"maximum",params:{comparison: "<=", limit: 10000},message:"must be <= 10000",schema:10000,parentSchema:schema45.properties.burst,data:data18};
if(vErrors === null){
vErrors = [err55];
}
else {
vErrors.push(err55);
}
errors++;
}
if(data18 < 1 || isNaN(data18)){
const err56 = {instancePath:instancePath+"/burst",schemaPath:"#/properties/burst/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema45.properties.burst,data:data18};
if(vErrors === null){
vErrors = [err56];
}
else {
vErrors.push(err56);
}
errors++;
}
}
}
if(data.per !== undefined){
let data19 = data.per;
if(typeof data19 !== "string"){
const err57 = {instancePath:instancePath+"/per",schemaPath:"#/properties/per/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema45.properties.per.type,parentSchema:schema45.properties.per,data:data19};
if(vErrors === null){
vErrors = [err57];
}
else {
vErrors.push(err57);
}
errors++;
}
if(!(((data19 === "Source") || (data19 === "SourceNet")) || (data19 === "Global"))){
const err58 = {instancePath:instancePath+"/per",schemaPath:"#/properties/per/enum",keyword:"enum",params:{allowedValues: schema45.properties.per.enum},message:"must be equal to one of the allowed values",schema:schema45.properties.per.enum,parentSchema:schema45.properties.per,data:data19};
if(vErrors === null){
vErrors = [err58];
}
else {
vErrors.push(err58);
}
errors++;
}
}
if(data.direction !== undefined){
let data20 = data.direction;
if(typeof data20 !== "string"){
const err59 = {instancePath:instancePath+"/direction",schemaPath:"#/properties/direction/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema45.properties.direction.type,parentSchema:schema45.properties.direction,data:data20};
if(vErrors === null){
vErrors = [err59];
}
else {
vErrors.push(err59);
}
errors++;
}
if(!((data20 === "Ingress") || (data20 === "Forward"))){
const err60 = {instancePath:instancePath+"/direction",schemaPath:"#/properties/direction/enum",keyword:"enum",params:{allowedValues: schema45.properties.direction.enum},message:"must be equal to one of the allowed values",schema:schema45.properties.direction.enum,parentSchema:schema45.properties.direction,data:data20};
if(vErrors === null){
vErrors = [err60];
}
else {
vErrors.push(err60);
}
errors++;
}
}
}
else {
const err61 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema45.type,parentSchema:schema45,data};
if(vErrors === null){
vErrors = [err61];
}
else {
vErrors.push(err61);
}
errors++;
}
validate47.errors = vErrors;
return errors === 0;
}

const schema49 = {"type":"object","title":"Failsafe","description":"Ways into the host and out of it that no policy can take away.","properties":{"ingress":{"type":"array","description":"Exactly these, first of all. Absent means ssh as the controller sees fit; an empty list means none and needs a reason.","minItems":0,"maxItems":64,"items":{"$ref":"#/$defs/FailsafeItem","description":"One way in."}},"egress":{"type":"array","description":"Where this host may always go: no policy and no default refuses it. Each item becomes accepts at the head of GW-OUT, before revoked flows; answers come back because their flow is known. Absent means none. A port forward with `hairpin` translates before the filter sees the packet: name the inner address then.","minItems":1,"maxItems":64,"items":{"$ref":"#/$defs/FailsafeWayOut","description":"One way out."}},"lifelines":{"type":"string","description":"Auto lets the controller go on with its work: where `defaults.egress` is Deny, or a rule of `egress` could refuse it (one for other users than root cannot), GW-OUT accepts DNS (TCP and UDP 53) to the name servers of /etc/resolv.conf, NTP (UDP 123 to anywhere, because time servers are found by many programs in many ways; only where every address could be refused), the Git remote, the webhooks and the proxies of the controller's environment, at the addresses that their names have. Two rules for each family: one looks into the ipset gw4-lifelines or gw6-lifelines (addresses with port), so that a name with another address changes entries and no rule. An address stays for an hour after it was last answered, and while nobody answers. Disabled makes none of it: write what is needed into `failsafe.egress` or policies.","enum":["Auto","Disabled"]},"reason":{"type":"string","description":"Why the failsafe is as it is; needed where `ingress` is empty.","minLength":1,"maxLength":256}},"additionalProperties":false};
const schema50 = {"type":"object","title":"FailsafeItem","description":"One way in.","properties":{"services":{"type":"array","description":"Services that are let in.","minItems":1,"maxItems":64,"items":{"type":"string","description":"Name of a Service.","format":"dns-label"},"uniqueItems":true},"ports":{"type":"array","description":"Ports that are let in.","minItems":1,"maxItems":64,"items":{"$ref":"#/$defs/PortSpec","description":"Ports of one transport protocol."}},"from":{"type":"array","description":"Who is let in; absent means everyone.","minItems":1,"maxItems":64,"items":{"$ref":"#/$defs/Peer","description":"One kind of counterpart; all fields that are present must hold. At most one of networks, networkSets, networkSetSelector, hosts and domainNames."}}},"additionalProperties":false};

function validate51(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(!(((key0 === "services") || (key0 === "ports")) || (key0 === "from"))){
const err0 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema50,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
if(data.services !== undefined){
let data0 = data.services;
if(Array.isArray(data0)){
if(data0.length > 64){
const err1 = {instancePath:instancePath+"/services",schemaPath:"#/properties/services/maxItems",keyword:"maxItems",params:{limit: 64},message:"must NOT have more than 64 items",schema:64,parentSchema:schema50.properties.services,data:data0};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(data0.length < 1){
const err2 = {instancePath:instancePath+"/services",schemaPath:"#/properties/services/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema50.properties.services,data:data0};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
const len0 = data0.length;
for(let i0=0; i0<len0; i0++){
let data1 = data0[i0];
if(typeof data1 === "string"){
if(!(formats0(data1))){
const err3 = {instancePath:instancePath+"/services/" + i0,schemaPath:"#/properties/services/items/format",keyword:"format",params:{format: "dns-label"},message:"must match format \""+"dns-label"+"\"",schema:"dns-label",parentSchema:schema50.properties.services.items,data:data1};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
else {
const err4 = {instancePath:instancePath+"/services/" + i0,schemaPath:"#/properties/services/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema50.properties.services.items.type,parentSchema:schema50.properties.services.items,data:data1};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
let i1 = data0.length;
let j0;
if(i1 > 1){
const indices0 = {};
for(;i1--;){
let item0 = data0[i1];
if(typeof item0 !== "string"){
continue;
}
if(typeof indices0[item0] == "number"){
j0 = indices0[item0];
const err5 = {instancePath:instancePath+"/services",schemaPath:"#/properties/services/uniqueItems",keyword:"uniqueItems",params:{i: i1, j: j0},message:"must NOT have duplicate items (items ## "+j0+" and "+i1+" are identical)",schema:true,parentSchema:schema50.properties.services,data:data0};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
break;
}
indices0[item0] = i1;
}
}
}
else {
const err6 = {instancePath:instancePath+"/services",schemaPath:"#/properties/services/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema50.properties.services.type,parentSchema:schema50.properties.services,data:data0};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data.ports !== undefined){
let data2 = data.ports;
if(Array.isArray(data2)){
if(data2.length > 64){
const err7 = {instancePath:instancePath+"/ports",schemaPath:"#/properties/ports/maxItems",keyword:"maxItems",params:{limit: 64},message:"must NOT have more than 64 items",schema:64,parentSchema:schema50.properties.ports,data:data2};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
if(data2.length < 1){
const err8 = {instancePath:instancePath+"/ports",schemaPath:"#/properties/ports/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema50.properties.ports,data:data2};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
const len1 = data2.length;
for(let i2=0; i2<len1; i2++){
let data3 = data2[i2];
if(data3 && typeof data3 == "object" && !Array.isArray(data3)){
if(data3.protocol === undefined){
const err9 = {instancePath:instancePath+"/ports/" + i2,schemaPath:"#/$defs/PortSpec/required",keyword:"required",params:{missingProperty: "protocol"},message:"must have required property '"+"protocol"+"'",schema:schema23.required,parentSchema:schema23,data:data3};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
for(const key1 in data3){
if(!(((key1 === "protocol") || (key1 === "ports")) || (key1 === "sourcePorts"))){
const err10 = {instancePath:instancePath+"/ports/" + i2,schemaPath:"#/$defs/PortSpec/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1},message:"must NOT have additional properties",schema:false,parentSchema:schema23,data:data3};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
if(data3.protocol !== undefined){
let data4 = data3.protocol;
if(typeof data4 !== "string"){
const err11 = {instancePath:instancePath+"/ports/" + i2+"/protocol",schemaPath:"#/$defs/PortSpec/properties/protocol/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema23.properties.protocol.type,parentSchema:schema23.properties.protocol,data:data4};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
if(!(((((data4 === "TCP") || (data4 === "UDP")) || (data4 === "SCTP")) || (data4 === "DCCP")) || (data4 === "UDPLite"))){
const err12 = {instancePath:instancePath+"/ports/" + i2+"/protocol",schemaPath:"#/$defs/PortSpec/properties/protocol/enum",keyword:"enum",params:{allowedValues: schema23.properties.protocol.enum},message:"must be equal to one of the allowed values",schema:schema23.properties.protocol.enum,parentSchema:schema23.properties.protocol,data:data4};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
if(data3.ports !== undefined){
let data5 = data3.ports;
if(Array.isArray(data5)){
if(data5.length > 64){
const err13 = {instancePath:instancePath+"/ports/" + i2+"/ports",schemaPath:"#/$defs/PortSpec/properties/ports/maxItems",keyword:"maxItems",params:{limit: 64},message:"must NOT have more than 64 items",schema:64,parentSchema:schema23.properties.ports,data:data5};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
if(data5.length < 1){
const err14 = {instancePath:instancePath+"/ports/" + i2+"/ports",schemaPath:"#/$defs/PortSpec/properties/ports/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema23.properties.ports,data:data5};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
const len2 = data5.length;
for(let i3=0; i3<len2; i3++){
let data6 = data5[i3];
if((!(((typeof data6 == "number") && (!(data6 % 1) && !isNaN(data6))) && (isFinite(data6)))) && (typeof data6 !== "string")){
const err15 = {instancePath:instancePath+"/ports/" + i2+"/ports/" + i3,schemaPath:"#/$defs/PortSpec/properties/ports/items/type",keyword:"type",params:{type: schema23.properties.ports.items.type},message:"must be integer,string",schema:schema23.properties.ports.items.type,parentSchema:schema23.properties.ports.items,data:data6};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
if((typeof data6 == "number") && (isFinite(data6))){
if(data6 > 65535 || isNaN(data6)){
const err16 = {instancePath:instancePath+"/ports/" + i2+"/ports/" + i3,schemaPath:"#/$defs/PortSpec/properties/ports/items/maximum",keyword:"maximum",params:{comparison: "<=", limit: 65535},message:"must be <= 65535",schema:65535,parentSchema:schema23.properties.ports.items,data:data6};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
if(data6 < 1 || isNaN(data6)){
const err17 = {instancePath:instancePath+"/ports/" + i2+"/ports/" + i3,schemaPath:"#/$defs/PortSpec/properties/ports/items/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema23.properties.ports.items,data:data6};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
if(typeof data6 === "string"){
if(!(formats22(data6))){
const err18 = {instancePath:instancePath+"/ports/" + i2+"/ports/" + i3,schemaPath:"#/$defs/PortSpec/properties/ports/items/format",keyword:"format",params:{format: "port"},message:"must match format \""+"port"+"\"",schema:"port",parentSchema:schema23.properties.ports.items,data:data6};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
}
}
else {
const err19 = {instancePath:instancePath+"/ports/" + i2+"/ports",schemaPath:"#/$defs/PortSpec/properties/ports/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema23.properties.ports.type,parentSchema:schema23.properties.ports,data:data5};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
if(data3.sourcePorts !== undefined){
let data7 = data3.sourcePorts;
if(Array.isArray(data7)){
if(data7.length > 64){
const err20 = {instancePath:instancePath+"/ports/" + i2+"/sourcePorts",schemaPath:"#/$defs/PortSpec/properties/sourcePorts/maxItems",keyword:"maxItems",params:{limit: 64},message:"must NOT have more than 64 items",schema:64,parentSchema:schema23.properties.sourcePorts,data:data7};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
if(data7.length < 1){
const err21 = {instancePath:instancePath+"/ports/" + i2+"/sourcePorts",schemaPath:"#/$defs/PortSpec/properties/sourcePorts/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema23.properties.sourcePorts,data:data7};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
const len3 = data7.length;
for(let i4=0; i4<len3; i4++){
let data8 = data7[i4];
if((!(((typeof data8 == "number") && (!(data8 % 1) && !isNaN(data8))) && (isFinite(data8)))) && (typeof data8 !== "string")){
const err22 = {instancePath:instancePath+"/ports/" + i2+"/sourcePorts/" + i4,schemaPath:"#/$defs/PortSpec/properties/sourcePorts/items/type",keyword:"type",params:{type: schema23.properties.sourcePorts.items.type},message:"must be integer,string",schema:schema23.properties.sourcePorts.items.type,parentSchema:schema23.properties.sourcePorts.items,data:data8};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
if((typeof data8 == "number") && (isFinite(data8))){
if(data8 > 65535 || isNaN(data8)){
const err23 = {instancePath:instancePath+"/ports/" + i2+"/sourcePorts/" + i4,schemaPath:"#/$defs/PortSpec/properties/sourcePorts/items/maximum",keyword:"maximum",params:{comparison: "<=", limit: 65535},message:"must be <= 65535",schema:65535,parentSchema:schema23.properties.sourcePorts.items,data:data8};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
if(data8 < 1 || isNaN(data8)){
const err24 = {instancePath:instancePath+"/ports/" + i2+"/sourcePorts/" + i4,schemaPath:"#/$defs/PortSpec/properties/sourcePorts/items/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema23.properties.sourcePorts.items,data:data8};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
}
if(typeof data8 === "string"){
if(!(formats22(data8))){
const err25 = {instancePath:instancePath+"/ports/" + i2+"/sourcePorts/" + i4,schemaPath:"#/$defs/PortSpec/properties/sourcePorts/items/format",keyword:"format",params:{format: "port"},message:"must match format \""+"port"+"\"",schema:"port",parentSchema:schema23.properties.sourcePorts.items,data:data8};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
}
}
}
else {
const err26 = {instancePath:instancePath+"/ports/" + i2+"/sourcePorts",schemaPath:"#/$defs/PortSpec/properties/sourcePorts/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema23.properties.sourcePorts.type,parentSchema:schema23.properties.sourcePorts,data:data7};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
}
}
else {
const err27 = {instancePath:instancePath+"/ports/" + i2,schemaPath:"#/$defs/PortSpec/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema23.type,parentSchema:schema23,data:data3};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
}
}
else {
const err28 = {instancePath:instancePath+"/ports",schemaPath:"#/properties/ports/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema50.properties.ports.type,parentSchema:schema50.properties.ports,data:data2};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
}
if(data.from !== undefined){
let data9 = data.from;
if(Array.isArray(data9)){
if(data9.length > 64){
const err29 = {instancePath:instancePath+"/from",schemaPath:"#/properties/from/maxItems",keyword:"maxItems",params:{limit: 64},message:"must NOT have more than 64 items",schema:64,parentSchema:schema50.properties.from,data:data9};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
if(data9.length < 1){
const err30 = {instancePath:instancePath+"/from",schemaPath:"#/properties/from/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema50.properties.from,data:data9};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
const len4 = data9.length;
for(let i5=0; i5<len4; i5++){
if(!(validate17(data9[i5], {instancePath:instancePath+"/from/" + i5,parentData:data9,parentDataProperty:i5,rootData}))){
vErrors = vErrors === null ? validate17.errors : vErrors.concat(validate17.errors);
errors = vErrors.length;
}
}
}
else {
const err31 = {instancePath:instancePath+"/from",schemaPath:"#/properties/from/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema50.properties.from.type,parentSchema:schema50.properties.from,data:data9};
if(vErrors === null){
vErrors = [err31];
}
else {
vErrors.push(err31);
}
errors++;
}
}
}
else {
const err32 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema50.type,parentSchema:schema50,data};
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
}
validate51.errors = vErrors;
return errors === 0;
}

const schema52 = {"type":"object","title":"FailsafeWayOut","description":"One way out.","properties":{"services":{"type":"array","description":"Services that may always be reached.","minItems":1,"maxItems":64,"items":{"type":"string","description":"Name of a Service.","format":"dns-label"},"uniqueItems":true},"ports":{"type":"array","description":"Ports that may always be reached.","minItems":1,"maxItems":64,"items":{"$ref":"#/$defs/PortSpec","description":"Ports of one transport protocol."}},"to":{"type":"array","description":"Where to; absent means anywhere.","minItems":1,"maxItems":64,"items":{"$ref":"#/$defs/Peer","description":"One kind of counterpart; all fields that are present must hold. At most one of networks, networkSets, networkSetSelector, hosts and domainNames."}}},"additionalProperties":false};

function validate54(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(!(((key0 === "services") || (key0 === "ports")) || (key0 === "to"))){
const err0 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema52,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
if(data.services !== undefined){
let data0 = data.services;
if(Array.isArray(data0)){
if(data0.length > 64){
const err1 = {instancePath:instancePath+"/services",schemaPath:"#/properties/services/maxItems",keyword:"maxItems",params:{limit: 64},message:"must NOT have more than 64 items",schema:64,parentSchema:schema52.properties.services,data:data0};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(data0.length < 1){
const err2 = {instancePath:instancePath+"/services",schemaPath:"#/properties/services/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema52.properties.services,data:data0};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
const len0 = data0.length;
for(let i0=0; i0<len0; i0++){
let data1 = data0[i0];
if(typeof data1 === "string"){
if(!(formats0(data1))){
const err3 = {instancePath:instancePath+"/services/" + i0,schemaPath:"#/properties/services/items/format",keyword:"format",params:{format: "dns-label"},message:"must match format \""+"dns-label"+"\"",schema:"dns-label",parentSchema:schema52.properties.services.items,data:data1};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
else {
const err4 = {instancePath:instancePath+"/services/" + i0,schemaPath:"#/properties/services/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema52.properties.services.items.type,parentSchema:schema52.properties.services.items,data:data1};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
let i1 = data0.length;
let j0;
if(i1 > 1){
const indices0 = {};
for(;i1--;){
let item0 = data0[i1];
if(typeof item0 !== "string"){
continue;
}
if(typeof indices0[item0] == "number"){
j0 = indices0[item0];
const err5 = {instancePath:instancePath+"/services",schemaPath:"#/properties/services/uniqueItems",keyword:"uniqueItems",params:{i: i1, j: j0},message:"must NOT have duplicate items (items ## "+j0+" and "+i1+" are identical)",schema:true,parentSchema:schema52.properties.services,data:data0};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
break;
}
indices0[item0] = i1;
}
}
}
else {
const err6 = {instancePath:instancePath+"/services",schemaPath:"#/properties/services/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema52.properties.services.type,parentSchema:schema52.properties.services,data:data0};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data.ports !== undefined){
let data2 = data.ports;
if(Array.isArray(data2)){
if(data2.length > 64){
const err7 = {instancePath:instancePath+"/ports",schemaPath:"#/properties/ports/maxItems",keyword:"maxItems",params:{limit: 64},message:"must NOT have more than 64 items",schema:64,parentSchema:schema52.properties.ports,data:data2};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
if(data2.length < 1){
const err8 = {instancePath:instancePath+"/ports",schemaPath:"#/properties/ports/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema52.properties.ports,data:data2};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
const len1 = data2.length;
for(let i2=0; i2<len1; i2++){
let data3 = data2[i2];
if(data3 && typeof data3 == "object" && !Array.isArray(data3)){
if(data3.protocol === undefined){
const err9 = {instancePath:instancePath+"/ports/" + i2,schemaPath:"#/$defs/PortSpec/required",keyword:"required",params:{missingProperty: "protocol"},message:"must have required property '"+"protocol"+"'",schema:schema23.required,parentSchema:schema23,data:data3};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
for(const key1 in data3){
if(!(((key1 === "protocol") || (key1 === "ports")) || (key1 === "sourcePorts"))){
const err10 = {instancePath:instancePath+"/ports/" + i2,schemaPath:"#/$defs/PortSpec/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1},message:"must NOT have additional properties",schema:false,parentSchema:schema23,data:data3};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
if(data3.protocol !== undefined){
let data4 = data3.protocol;
if(typeof data4 !== "string"){
const err11 = {instancePath:instancePath+"/ports/" + i2+"/protocol",schemaPath:"#/$defs/PortSpec/properties/protocol/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema23.properties.protocol.type,parentSchema:schema23.properties.protocol,data:data4};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
if(!(((((data4 === "TCP") || (data4 === "UDP")) || (data4 === "SCTP")) || (data4 === "DCCP")) || (data4 === "UDPLite"))){
const err12 = {instancePath:instancePath+"/ports/" + i2+"/protocol",schemaPath:"#/$defs/PortSpec/properties/protocol/enum",keyword:"enum",params:{allowedValues: schema23.properties.protocol.enum},message:"must be equal to one of the allowed values",schema:schema23.properties.protocol.enum,parentSchema:schema23.properties.protocol,data:data4};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
if(data3.ports !== undefined){
let data5 = data3.ports;
if(Array.isArray(data5)){
if(data5.length > 64){
const err13 = {instancePath:instancePath+"/ports/" + i2+"/ports",schemaPath:"#/$defs/PortSpec/properties/ports/maxItems",keyword:"maxItems",params:{limit: 64},message:"must NOT have more than 64 items",schema:64,parentSchema:schema23.properties.ports,data:data5};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
if(data5.length < 1){
const err14 = {instancePath:instancePath+"/ports/" + i2+"/ports",schemaPath:"#/$defs/PortSpec/properties/ports/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema23.properties.ports,data:data5};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
const len2 = data5.length;
for(let i3=0; i3<len2; i3++){
let data6 = data5[i3];
if((!(((typeof data6 == "number") && (!(data6 % 1) && !isNaN(data6))) && (isFinite(data6)))) && (typeof data6 !== "string")){
const err15 = {instancePath:instancePath+"/ports/" + i2+"/ports/" + i3,schemaPath:"#/$defs/PortSpec/properties/ports/items/type",keyword:"type",params:{type: schema23.properties.ports.items.type},message:"must be integer,string",schema:schema23.properties.ports.items.type,parentSchema:schema23.properties.ports.items,data:data6};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
if((typeof data6 == "number") && (isFinite(data6))){
if(data6 > 65535 || isNaN(data6)){
const err16 = {instancePath:instancePath+"/ports/" + i2+"/ports/" + i3,schemaPath:"#/$defs/PortSpec/properties/ports/items/maximum",keyword:"maximum",params:{comparison: "<=", limit: 65535},message:"must be <= 65535",schema:65535,parentSchema:schema23.properties.ports.items,data:data6};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
if(data6 < 1 || isNaN(data6)){
const err17 = {instancePath:instancePath+"/ports/" + i2+"/ports/" + i3,schemaPath:"#/$defs/PortSpec/properties/ports/items/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema23.properties.ports.items,data:data6};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
if(typeof data6 === "string"){
if(!(formats22(data6))){
const err18 = {instancePath:instancePath+"/ports/" + i2+"/ports/" + i3,schemaPath:"#/$defs/PortSpec/properties/ports/items/format",keyword:"format",params:{format: "port"},message:"must match format \""+"port"+"\"",schema:"port",parentSchema:schema23.properties.ports.items,data:data6};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
}
}
else {
const err19 = {instancePath:instancePath+"/ports/" + i2+"/ports",schemaPath:"#/$defs/PortSpec/properties/ports/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema23.properties.ports.type,parentSchema:schema23.properties.ports,data:data5};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
if(data3.sourcePorts !== undefined){
let data7 = data3.sourcePorts;
if(Array.isArray(data7)){
if(data7.length > 64){
const err20 = {instancePath:instancePath+"/ports/" + i2+"/sourcePorts",schemaPath:"#/$defs/PortSpec/properties/sourcePorts/maxItems",keyword:"maxItems",params:{limit: 64},message:"must NOT have more than 64 items",schema:64,parentSchema:schema23.properties.sourcePorts,data:data7};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
if(data7.length < 1){
const err21 = {instancePath:instancePath+"/ports/" + i2+"/sourcePorts",schemaPath:"#/$defs/PortSpec/properties/sourcePorts/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema23.properties.sourcePorts,data:data7};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
const len3 = data7.length;
for(let i4=0; i4<len3; i4++){
let data8 = data7[i4];
if((!(((typeof data8 == "number") && (!(data8 % 1) && !isNaN(data8))) && (isFinite(data8)))) && (typeof data8 !== "string")){
const err22 = {instancePath:instancePath+"/ports/" + i2+"/sourcePorts/" + i4,schemaPath:"#/$defs/PortSpec/properties/sourcePorts/items/type",keyword:"type",params:{type: schema23.properties.sourcePorts.items.type},message:"must be integer,string",schema:schema23.properties.sourcePorts.items.type,parentSchema:schema23.properties.sourcePorts.items,data:data8};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
if((typeof data8 == "number") && (isFinite(data8))){
if(data8 > 65535 || isNaN(data8)){
const err23 = {instancePath:instancePath+"/ports/" + i2+"/sourcePorts/" + i4,schemaPath:"#/$defs/PortSpec/properties/sourcePorts/items/maximum",keyword:"maximum",params:{comparison: "<=", limit: 65535},message:"must be <= 65535",schema:65535,parentSchema:schema23.properties.sourcePorts.items,data:data8};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
if(data8 < 1 || isNaN(data8)){
const err24 = {instancePath:instancePath+"/ports/" + i2+"/sourcePorts/" + i4,schemaPath:"#/$defs/PortSpec/properties/sourcePorts/items/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema23.properties.sourcePorts.items,data:data8};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
}
if(typeof data8 === "string"){
if(!(formats22(data8))){
const err25 = {instancePath:instancePath+"/ports/" + i2+"/sourcePorts/" + i4,schemaPath:"#/$defs/PortSpec/properties/sourcePorts/items/format",keyword:"format",params:{format: "port"},message:"must match format \""+"port"+"\"",schema:"port",parentSchema:schema23.properties.sourcePorts.items,data:data8};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
}
}
}
else {
const err26 = {instancePath:instancePath+"/ports/" + i2+"/sourcePorts",schemaPath:"#/$defs/PortSpec/properties/sourcePorts/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema23.properties.sourcePorts.type,parentSchema:schema23.properties.sourcePorts,data:data7};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
}
}
else {
const err27 = {instancePath:instancePath+"/ports/" + i2,schemaPath:"#/$defs/PortSpec/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema23.type,parentSchema:schema23,data:data3};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
}
}
else {
const err28 = {instancePath:instancePath+"/ports",schemaPath:"#/properties/ports/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema52.properties.ports.type,parentSchema:schema52.properties.ports,data:data2};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
}
if(data.to !== undefined){
let data9 = data.to;
if(Array.isArray(data9)){
if(data9.length > 64){
const err29 = {instancePath:instancePath+"/to",schemaPath:"#/properties/to/maxItems",keyword:"maxItems",params:{limit: 64},message:"must NOT have more than 64 items",schema:64,parentSchema:schema52.properties.to,data:data9};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
if(data9.length < 1){
const err30 = {instancePath:instancePath+"/to",schemaPath:"#/properties/to/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema52.properties.to,data:data9};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
const len4 = data9.length;
for(let i5=0; i5<len4; i5++){
if(!(validate17(data9[i5], {instancePath:instancePath+"/to/" + i5,parentData:data9,parentDataProperty:i5,rootData}))){
vErrors = vErrors === null ? validate17.errors : vErrors.concat(validate17.errors);
errors = vErrors.length;
}
}
}
else {
const err31 = {instancePath:instancePath+"/to",schemaPath:"#/properties/to/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema52.properties.to.type,parentSchema:schema52.properties.to,data:data9};
if(vErrors === null){
vErrors = [err31];
}
else {
vErrors.push(err31);
}
errors++;
}
}
}
else {
const err32 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema52.type,parentSchema:schema52,data};
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
}
validate54.errors = vErrors;
return errors === 0;
}


function validate50(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(!((((key0 === "ingress") || (key0 === "egress")) || (key0 === "lifelines")) || (key0 === "reason"))){
const err0 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema49,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
if(data.ingress !== undefined){
let data0 = data.ingress;
if(Array.isArray(data0)){
if(data0.length > 64){
const err1 = {instancePath:instancePath+"/ingress",schemaPath:"#/properties/ingress/maxItems",keyword:"maxItems",params:{limit: 64},message:"must NOT have more than 64 items",schema:64,parentSchema:schema49.properties.ingress,data:data0};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(data0.length < 0){
const err2 = {instancePath:instancePath+"/ingress",schemaPath:"#/properties/ingress/minItems",keyword:"minItems",params:{limit: 0},message:"must NOT have fewer than 0 items",schema:0,parentSchema:schema49.properties.ingress,data:data0};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
const len0 = data0.length;
for(let i0=0; i0<len0; i0++){
if(!(validate51(data0[i0], {instancePath:instancePath+"/ingress/" + i0,parentData:data0,parentDataProperty:i0,rootData}))){
vErrors = vErrors === null ? validate51.errors : vErrors.concat(validate51.errors);
errors = vErrors.length;
}
}
}
else {
const err3 = {instancePath:instancePath+"/ingress",schemaPath:"#/properties/ingress/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema49.properties.ingress.type,parentSchema:schema49.properties.ingress,data:data0};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.egress !== undefined){
let data2 = data.egress;
if(Array.isArray(data2)){
if(data2.length > 64){
const err4 = {instancePath:instancePath+"/egress",schemaPath:"#/properties/egress/maxItems",keyword:"maxItems",params:{limit: 64},message:"must NOT have more than 64 items",schema:64,parentSchema:schema49.properties.egress,data:data2};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
if(data2.length < 1){
const err5 = {instancePath:instancePath+"/egress",schemaPath:"#/properties/egress/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema49.properties.egress,data:data2};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
const len1 = data2.length;
for(let i1=0; i1<len1; i1++){
if(!(validate54(data2[i1], {instancePath:instancePath+"/egress/" + i1,parentData:data2,parentDataProperty:i1,rootData}))){
vErrors = vErrors === null ? validate54.errors : vErrors.concat(validate54.errors);
errors = vErrors.length;
}
}
}
else {
const err6 = {instancePath:instancePath+"/egress",schemaPath:"#/properties/egress/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema49.properties.egress.type,parentSchema:schema49.properties.egress,data:data2};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data.lifelines !== undefined){
let data4 = data.lifelines;
if(typeof data4 !== "string"){
const err7 = {instancePath:instancePath+"/lifelines",schemaPath:"#/properties/lifelines/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema49.properties.lifelines.type,parentSchema:schema49.properties.lifelines,data:data4};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
if(!((data4 === "Auto") || (data4 === "Disabled"))){
const err8 = {instancePath:instancePath+"/lifelines",schemaPath:"#/properties/lifelines/enum",keyword:"enum",params:{allowedValues: schema49.properties.lifelines.enum},message:"must be equal to one of the allowed values",schema:schema49.properties.lifelines.enum,parentSchema:schema49.properties.lifelines,data:data4};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
if(data.reason !== undefined){
let data5 = data.reason;
if(typeof data5 === "string"){
if(func2(data5) > 256){
const err9 = {instancePath:instancePath+"/reason",schemaPath:"#/properties/reason/maxLength",keyword:"maxLength",params:{limit: 256},message:"must NOT have more than 256 characters",schema:256,parentSchema:schema49.properties.reason,data:data5};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
if(func2(data5) < 1){
const err10 = {instancePath:instancePath+"/reason",schemaPath:"#/properties/reason/minLength",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters",schema:1,parentSchema:schema49.properties.reason,data:data5};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
else {
const err11 = {instancePath:instancePath+"/reason",schemaPath:"#/properties/reason/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema49.properties.reason.type,parentSchema:schema49.properties.reason,data:data5};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
}
else {
const err12 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema49.type,parentSchema:schema49,data};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
validate50.errors = vErrors;
return errors === 0;
}

const schema56 = {"type":"object","title":"Rollout","description":"How a new revision takes over on a host. What worked just before the change is tried again after it, by new connections; where something of it has ceased to work, the revision before comes back by itself.","properties":{"mode":{"type":"string","description":"Auto: a revision stays when the probes say so. Manual: besides, somebody has to say `gatewright confirm` within confirmTimeout, or the revision before comes back; who runs `gatewright apply` has said so.","enum":["Auto","Manual"]},"confirmTimeout":{"type":"string","description":"So long after the first change to the kernel, a revision that is not confirmed is undone; at least 5s, at most 1d. A process of its own sees to it, so that it also happens when the controller is dead.","format":"duration"},"maxRemovedPercent":{"type":"integer","description":"A revision that takes away more of the kernel rules of ours (both families together) than so many percent is held until somebody says `gatewright approve`. 100 holds none.","minimum":0,"maximum":100},"probes":{"type":"array","description":"What is tried. Absent: the Git remote, the webhooks and the default gateway, as far as this host has them. A probe that fails before the change is told and does not count after it.","minItems":1,"maxItems":32,"items":{"$ref":"#/$defs/Probe","description":"A name, and exactly one thing to be tried."}}},"additionalProperties":false};
const schema57 = {"type":"object","title":"Probe","description":"A name, and exactly one thing to be tried.","required":["name"],"minProperties":2,"maxProperties":2,"properties":{"name":{"type":"string","description":"Unique in the list; the status names it.","format":"dns-label"},"tcp":{"$ref":"#/$defs/TcpProbe","description":"A TCP connection from this host can be opened."},"http":{"$ref":"#/$defs/HttpProbe","description":"A GET from this host is answered. Certificates are checked against the system's authorities; redirects are not followed."},"dns":{"$ref":"#/$defs/DnsProbe","description":"A name can be resolved to an address."},"gateway":{"type":"boolean","description":"The default gateways answer to ping.","enum":[true]},"git":{"type":"boolean","description":"The Git remote of the configuration can be asked for its branch.","enum":[true]},"webhook":{"type":"boolean","description":"Every webhook of the configuration can be connected to. Nothing is sent.","enum":[true]}},"additionalProperties":false};
const schema58 = {"type":"object","title":"TcpProbe","description":"A TCP connection from this host can be opened.","required":["address","port"],"properties":{"address":{"type":"string","description":"An IPv4 or IPv6 address.","format":"address"},"port":{"type":"integer","description":"Port 1-65535.","minimum":1,"maximum":65535}},"additionalProperties":false};
const schema59 = {"type":"object","title":"HttpProbe","description":"A GET from this host is answered. Certificates are checked against the system's authorities; redirects are not followed.","required":["url"],"properties":{"url":{"type":"string","description":"An http or https address without a user or a password in it.","format":"probe-url"},"status":{"type":"integer","description":"The answer's status; absent: any below 500.","minimum":100,"maximum":599}},"additionalProperties":false};
const schema60 = {"type":"object","title":"DnsProbe","description":"A name can be resolved to an address.","required":["name"],"properties":{"name":{"type":"string","description":"What is asked for.","format":"host-name"},"server":{"type":"string","description":"Who is asked; absent: the resolvers of the system.","format":"address"}},"additionalProperties":false};
const formats104 = formats.address;
const formats106 = formats["probe-url"];
const formats108 = formats["host-name"];

function validate59(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(Object.keys(data).length > 2){
const err0 = {instancePath,schemaPath:"#/maxProperties",keyword:"maxProperties",params:{limit: 2},message:"must NOT have more than 2 properties",schema:2,parentSchema:schema57,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(Object.keys(data).length < 2){
const err1 = {instancePath,schemaPath:"#/minProperties",keyword:"minProperties",params:{limit: 2},message:"must NOT have fewer than 2 properties",schema:2,parentSchema:schema57,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(data.name === undefined){
const err2 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "name"},message:"must have required property '"+"name"+"'",schema:schema57.required,parentSchema:schema57,data};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
for(const key0 in data){
if(!(((((((key0 === "name") || (key0 === "tcp")) || (key0 === "http")) || (key0 === "dns")) || (key0 === "gateway")) || (key0 === "git")) || (key0 === "webhook"))){
const err3 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema57,data};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.name !== undefined){
let data0 = data.name;
if(typeof data0 === "string"){
if(!(formats0(data0))){
const err4 = {instancePath:instancePath+"/name",schemaPath:"#/properties/name/format",keyword:"format",params:{format: "dns-label"},message:"must match format \""+"dns-label"+"\"",schema:"dns-label",parentSchema:schema57.properties.name,data:data0};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
else {
const err5 = {instancePath:instancePath+"/name",schemaPath:"#/properties/name/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema57.properties.name.type,parentSchema:schema57.properties.name,data:data0};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data.tcp !== undefined){
let data1 = data.tcp;
if(data1 && typeof data1 == "object" && !Array.isArray(data1)){
if(data1.address === undefined){
const err6 = {instancePath:instancePath+"/tcp",schemaPath:"#/$defs/TcpProbe/required",keyword:"required",params:{missingProperty: "address"},message:"must have required property '"+"address"+"'",schema:schema58.required,parentSchema:schema58,data:data1};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
if(data1.port === undefined){
const err7 = {instancePath:instancePath+"/tcp",schemaPath:"#/$defs/TcpProbe/required",keyword:"required",params:{missingProperty: "port"},message:"must have required property '"+"port"+"'",schema:schema58.required,parentSchema:schema58,data:data1};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
for(const key1 in data1){
if(!((key1 === "address") || (key1 === "port"))){
const err8 = {instancePath:instancePath+"/tcp",schemaPath:"#/$defs/TcpProbe/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1},message:"must NOT have additional properties",schema:false,parentSchema:schema58,data:data1};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
if(data1.address !== undefined){
let data2 = data1.address;
if(typeof data2 === "string"){
if(!(formats104(data2))){
const err9 = {instancePath:instancePath+"/tcp/address",schemaPath:"#/$defs/TcpProbe/properties/address/format",keyword:"format",params:{format: "address"},message:"must match format \""+"address"+"\"",schema:"address",parentSchema:schema58.properties.address,data:data2};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
else {
const err10 = {instancePath:instancePath+"/tcp/address",schemaPath:"#/$defs/TcpProbe/properties/address/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema58.properties.address.type,parentSchema:schema58.properties.address,data:data2};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
if(data1.port !== undefined){
let data3 = data1.port;
if(!(((typeof data3 == "number") && (!(data3 % 1) && !isNaN(data3))) && (isFinite(data3)))){
const err11 = {instancePath:instancePath+"/tcp/port",schemaPath:"#/$defs/TcpProbe/properties/port/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema58.properties.port.type,parentSchema:schema58.properties.port,data:data3};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
if((typeof data3 == "number") && (isFinite(data3))){
if(data3 > 65535 || isNaN(data3)){
const err12 = {instancePath:instancePath+"/tcp/port",schemaPath:"#/$defs/TcpProbe/properties/port/maximum",keyword:"maximum",params:{comparison: "<=", limit: 65535},message:"must be <= 65535",schema:65535,parentSchema:schema58.properties.port,data:data3};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
if(data3 < 1 || isNaN(data3)){
const err13 = {instancePath:instancePath+"/tcp/port",schemaPath:"#/$defs/TcpProbe/properties/port/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema58.properties.port,data:data3};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
}
}
else {
const err14 = {instancePath:instancePath+"/tcp",schemaPath:"#/$defs/TcpProbe/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema58.type,parentSchema:schema58,data:data1};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
if(data.http !== undefined){
let data4 = data.http;
if(data4 && typeof data4 == "object" && !Array.isArray(data4)){
if(data4.url === undefined){
const err15 = {instancePath:instancePath+"/http",schemaPath:"#/$defs/HttpProbe/required",keyword:"required",params:{missingProperty: "url"},message:"must have required property '"+"url"+"'",schema:schema59.required,parentSchema:schema59,data:data4};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
for(const key2 in data4){
if(!((key2 === "url") || (key2 === "status"))){
const err16 = {instancePath:instancePath+"/http",schemaPath:"#/$defs/HttpProbe/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key2},message:"must NOT have additional properties",schema:false,parentSchema:schema59,data:data4};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
if(data4.url !== undefined){
let data5 = data4.url;
if(typeof data5 === "string"){
if(!(formats106(data5))){
const err17 = {instancePath:instancePath+"/http/url",schemaPath:"#/$defs/HttpProbe/properties/url/format",keyword:"format",params:{format: "probe-url"},message:"must match format \""+"probe-url"+"\"",schema:"probe-url",parentSchema:schema59.properties.url,data:data5};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
else {
const err18 = {instancePath:instancePath+"/http/url",schemaPath:"#/$defs/HttpProbe/properties/url/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema59.properties.url.type,parentSchema:schema59.properties.url,data:data5};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
if(data4.status !== undefined){
let data6 = data4.status;
if(!(((typeof data6 == "number") && (!(data6 % 1) && !isNaN(data6))) && (isFinite(data6)))){
const err19 = {instancePath:instancePath+"/http/status",schemaPath:"#/$defs/HttpProbe/properties/status/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema59.properties.status.type,parentSchema:schema59.properties.status,data:data6};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
if((typeof data6 == "number") && (isFinite(data6))){
if(data6 > 599 || isNaN(data6)){
const err20 = {instancePath:instancePath+"/http/status",schemaPath:"#/$defs/HttpProbe/properties/status/maximum",keyword:"maximum",params:{comparison: "<=", limit: 599},message:"must be <= 599",schema:599,parentSchema:schema59.properties.status,data:data6};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
if(data6 < 100 || isNaN(data6)){
const err21 = {instancePath:instancePath+"/http/status",schemaPath:"#/$defs/HttpProbe/properties/status/minimum",keyword:"minimum",params:{comparison: ">=", limit: 100},message:"must be >= 100",schema:100,parentSchema:schema59.properties.status,data:data6};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
}
}
}
else {
const err22 = {instancePath:instancePath+"/http",schemaPath:"#/$defs/HttpProbe/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema59.type,parentSchema:schema59,data:data4};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
}
if(data.dns !== undefined){
let data7 = data.dns;
if(data7 && typeof data7 == "object" && !Array.isArray(data7)){
if(data7.name === undefined){
const err23 = {instancePath:instancePath+"/dns",schemaPath:"#/$defs/DnsProbe/required",keyword:"required",params:{missingProperty: "name"},message:"must have required property '"+"name"+"'",schema:schema60.required,parentSchema:schema60,data:data7};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
for(const key3 in data7){
if(!((key3 === "name") || (key3 === "server"))){
const err24 = {instancePath:instancePath+"/dns",schemaPath:"#/$defs/DnsProbe/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key3},message:"must NOT have additional properties",schema:false,parentSchema:schema60,data:data7};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
}
if(data7.name !== undefined){
let data8 = data7.name;
if(typeof data8 === "string"){
if(!(formats108(data8))){
const err25 = {instancePath:instancePath+"/dns/name",schemaPath:"#/$defs/DnsProbe/properties/name/format",keyword:"format",params:{format: "host-name"},message:"must match format \""+"host-name"+"\"",schema:"host-name",parentSchema:schema60.properties.name,data:data8};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
}
else {
const err26 = {instancePath:instancePath+"/dns/name",schemaPath:"#/$defs/DnsProbe/properties/name/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema60.properties.name.type,parentSchema:schema60.properties.name,data:data8};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
}
if(data7.server !== undefined){
let data9 = data7.server;
if(typeof data9 === "string"){
if(!(formats104(data9))){
const err27 = {instancePath:instancePath+"/dns/server",schemaPath:"#/$defs/DnsProbe/properties/server/format",keyword:"format",params:{format: "address"},message:"must match format \""+"address"+"\"",schema:"address",parentSchema:schema60.properties.server,data:data9};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
}
else {
const err28 = {instancePath:instancePath+"/dns/server",schemaPath:"#/$defs/DnsProbe/properties/server/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema60.properties.server.type,parentSchema:schema60.properties.server,data:data9};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
}
}
else {
const err29 = {instancePath:instancePath+"/dns",schemaPath:"#/$defs/DnsProbe/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema60.type,parentSchema:schema60,data:data7};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
}
if(data.gateway !== undefined){
let data10 = data.gateway;
if(typeof data10 !== "boolean"){
const err30 = {instancePath:instancePath+"/gateway",schemaPath:"#/properties/gateway/type",keyword:"type",params:{type: "boolean"},message:"must be boolean",schema:schema57.properties.gateway.type,parentSchema:schema57.properties.gateway,data:data10};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
if(!(data10 === true)){
const err31 = {instancePath:instancePath+"/gateway",schemaPath:"#/properties/gateway/enum",keyword:"enum",params:{allowedValues: schema57.properties.gateway.enum},message:"must be equal to one of the allowed values",schema:schema57.properties.gateway.enum,parentSchema:schema57.properties.gateway,data:data10};
if(vErrors === null){
vErrors = [err31];
}
else {
vErrors.push(err31);
}
errors++;
}
}
if(data.git !== undefined){
let data11 = data.git;
if(typeof data11 !== "boolean"){
const err32 = {instancePath:instancePath+"/git",schemaPath:"#/properties/git/type",keyword:"type",params:{type: "boolean"},message:"must be boolean",schema:schema57.properties.git.type,parentSchema:schema57.properties.git,data:data11};
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
}
if(!(data11 === true)){
const err33 = {instancePath:instancePath+"/git",schemaPath:"#/properties/git/enum",keyword:"enum",params:{allowedValues: schema57.properties.git.enum},message:"must be equal to one of the allowed values",schema:schema57.properties.git.enum,parentSchema:schema57.properties.git,data:data11};
if(vErrors === null){
vErrors = [err33];
}
else {
vErrors.push(err33);
}
errors++;
}
}
if(data.webhook !== undefined){
let data12 = data.webhook;
if(typeof data12 !== "boolean"){
const err34 = {instancePath:instancePath+"/webhook",schemaPath:"#/properties/webhook/type",keyword:"type",params:{type: "boolean"},message:"must be boolean",schema:schema57.properties.webhook.type,parentSchema:schema57.properties.webhook,data:data12};
if(vErrors === null){
vErrors = [err34];
}
else {
vErrors.push(err34);
}
errors++;
}
if(!(data12 === true)){
const err35 = {instancePath:instancePath+"/webhook",schemaPath:"#/properties/webhook/enum",keyword:"enum",params:{allowedValues: schema57.properties.webhook.enum},message:"must be equal to one of the allowed values",schema:schema57.properties.webhook.enum,parentSchema:schema57.properties.webhook,data:data12};
if(vErrors === null){
vErrors = [err35];
}
else {
vErrors.push(err35);
}
errors++;
}
}
}
else {
const err36 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema57.type,parentSchema:schema57,data};
if(vErrors === null){
vErrors = [err36];
}
else {
vErrors.push(err36);
}
errors++;
}
validate59.errors = vErrors;
return errors === 0;
}


function validate58(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(!((((key0 === "mode") || (key0 === "confirmTimeout")) || (key0 === "maxRemovedPercent")) || (key0 === "probes"))){
const err0 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema56,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
if(data.mode !== undefined){
let data0 = data.mode;
if(typeof data0 !== "string"){
const err1 = {instancePath:instancePath+"/mode",schemaPath:"#/properties/mode/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema56.properties.mode.type,parentSchema:schema56.properties.mode,data:data0};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(!((data0 === "Auto") || (data0 === "Manual"))){
const err2 = {instancePath:instancePath+"/mode",schemaPath:"#/properties/mode/enum",keyword:"enum",params:{allowedValues: schema56.properties.mode.enum},message:"must be equal to one of the allowed values",schema:schema56.properties.mode.enum,parentSchema:schema56.properties.mode,data:data0};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data.confirmTimeout !== undefined){
let data1 = data.confirmTimeout;
if(typeof data1 === "string"){
if(!(formats64(data1))){
const err3 = {instancePath:instancePath+"/confirmTimeout",schemaPath:"#/properties/confirmTimeout/format",keyword:"format",params:{format: "duration"},message:"must match format \""+"duration"+"\"",schema:"duration",parentSchema:schema56.properties.confirmTimeout,data:data1};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
else {
const err4 = {instancePath:instancePath+"/confirmTimeout",schemaPath:"#/properties/confirmTimeout/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema56.properties.confirmTimeout.type,parentSchema:schema56.properties.confirmTimeout,data:data1};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.maxRemovedPercent !== undefined){
let data2 = data.maxRemovedPercent;
if(!(((typeof data2 == "number") && (!(data2 % 1) && !isNaN(data2))) && (isFinite(data2)))){
const err5 = {instancePath:instancePath+"/maxRemovedPercent",schemaPath:"#/properties/maxRemovedPercent/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema56.properties.maxRemovedPercent.type,parentSchema:schema56.properties.maxRemovedPercent,data:data2};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
if((typeof data2 == "number") && (isFinite(data2))){
if(data2 > 100 || isNaN(data2)){
const err6 = {instancePath:instancePath+"/maxRemovedPercent",schemaPath:"#/properties/maxRemovedPercent/maximum",keyword:"maximum",params:{comparison: "<=", limit: 100},message:"must be <= 100",schema:100,parentSchema:schema56.properties.maxRemovedPercent,data:data2};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
if(data2 < 0 || isNaN(data2)){
const err7 = {instancePath:instancePath+"/maxRemovedPercent",schemaPath:"#/properties/maxRemovedPercent/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0",schema:0,parentSchema:schema56.properties.maxRemovedPercent,data:data2};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
}
if(data.probes !== undefined){
let data3 = data.probes;
if(Array.isArray(data3)){
if(data3.length > 32){
const err8 = {instancePath:instancePath+"/probes",schemaPath:"#/properties/probes/maxItems",keyword:"maxItems",params:{limit: 32},message:"must NOT have more than 32 items",schema:32,parentSchema:schema56.properties.probes,data:data3};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
if(data3.length < 1){
const err9 = {instancePath:instancePath+"/probes",schemaPath:"#/properties/probes/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema56.properties.probes,data:data3};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
const len0 = data3.length;
for(let i0=0; i0<len0; i0++){
if(!(validate59(data3[i0], {instancePath:instancePath+"/probes/" + i0,parentData:data3,parentDataProperty:i0,rootData}))){
vErrors = vErrors === null ? validate59.errors : vErrors.concat(validate59.errors);
errors = vErrors.length;
}
}
}
else {
const err10 = {instancePath:instancePath+"/probes",schemaPath:"#/properties/probes/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema56.properties.probes.type,parentSchema:schema56.properties.probes,data:data3};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
}
else {
const err11 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema56.type,parentSchema:schema56,data};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
validate58.errors = vErrors;
return errors === 0;
}

const formats94 = formats["chain-glob"];
const formats98 = formats.mss;

function validate36(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.hostSelector === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "hostSelector"},message:"must have required property '"+"hostSelector"+"'",schema:schema35.required,parentSchema:schema35,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
for(const key0 in data){
if(!(func3.call(schema35.properties, key0))){
const err1 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema35,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data.hostSelector !== undefined){
if(!(validate14(data.hostSelector, {instancePath:instancePath+"/hostSelector",parentData:data,parentDataProperty:"hostSelector",rootData}))){
vErrors = vErrors === null ? validate14.errors : vErrors.concat(validate14.errors);
errors = vErrors.length;
}
}
if(data.priority !== undefined){
let data1 = data.priority;
if(!(((typeof data1 == "number") && (!(data1 % 1) && !isNaN(data1))) && (isFinite(data1)))){
const err2 = {instancePath:instancePath+"/priority",schemaPath:"#/properties/priority/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema35.properties.priority.type,parentSchema:schema35.properties.priority,data:data1};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
if((typeof data1 == "number") && (isFinite(data1))){
if(data1 > 1000 || isNaN(data1)){
const err3 = {instancePath:instancePath+"/priority",schemaPath:"#/properties/priority/maximum",keyword:"maximum",params:{comparison: "<=", limit: 1000},message:"must be <= 1000",schema:1000,parentSchema:schema35.properties.priority,data:data1};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
if(data1 < 0 || isNaN(data1)){
const err4 = {instancePath:instancePath+"/priority",schemaPath:"#/properties/priority/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0",schema:0,parentSchema:schema35.properties.priority,data:data1};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
}
if(data.defaults !== undefined){
if(!(validate38(data.defaults, {instancePath:instancePath+"/defaults",parentData:data,parentDataProperty:"defaults",rootData}))){
vErrors = vErrors === null ? validate38.errors : vErrors.concat(validate38.errors);
errors = vErrors.length;
}
}
if(data.icmp !== undefined){
if(!(validate40(data.icmp, {instancePath:instancePath+"/icmp",parentData:data,parentDataProperty:"icmp",rootData}))){
vErrors = vErrors === null ? validate40.errors : vErrors.concat(validate40.errors);
errors = vErrors.length;
}
}
if(data.hardening !== undefined){
if(!(validate42(data.hardening, {instancePath:instancePath+"/hardening",parentData:data,parentDataProperty:"hardening",rootData}))){
vErrors = vErrors === null ? validate42.errors : vErrors.concat(validate42.errors);
errors = vErrors.length;
}
}
if(data.logging !== undefined){
let data5 = data.logging;
if(data5 && typeof data5 == "object" && !Array.isArray(data5)){
for(const key1 in data5){
if(!((((((((key1 === "target") || (key1 === "group")) || (key1 === "level")) || (key1 === "defaultDeny")) || (key1 === "noise")) || (key1 === "limit")) || (key1 === "burst")) || (key1 === "per"))){
const err5 = {instancePath:instancePath+"/logging",schemaPath:"#/$defs/ProfileLogging/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1},message:"must NOT have additional properties",schema:false,parentSchema:schema44,data:data5};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data5.target !== undefined){
let data6 = data5.target;
if(typeof data6 !== "string"){
const err6 = {instancePath:instancePath+"/logging/target",schemaPath:"#/$defs/ProfileLogging/properties/target/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema44.properties.target.type,parentSchema:schema44.properties.target,data:data6};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
if(!((data6 === "NFLOG") || (data6 === "LOG"))){
const err7 = {instancePath:instancePath+"/logging/target",schemaPath:"#/$defs/ProfileLogging/properties/target/enum",keyword:"enum",params:{allowedValues: schema44.properties.target.enum},message:"must be equal to one of the allowed values",schema:schema44.properties.target.enum,parentSchema:schema44.properties.target,data:data6};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
if(data5.group !== undefined){
let data7 = data5.group;
if(!(((typeof data7 == "number") && (!(data7 % 1) && !isNaN(data7))) && (isFinite(data7)))){
const err8 = {instancePath:instancePath+"/logging/group",schemaPath:"#/$defs/ProfileLogging/properties/group/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema44.properties.group.type,parentSchema:schema44.properties.group,data:data7};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
if((typeof data7 == "number") && (isFinite(data7))){
if(data7 > 65535 || isNaN(data7)){
const err9 = {instancePath:instancePath+"/logging/group",schemaPath:"#/$defs/ProfileLogging/properties/group/maximum",keyword:"maximum",params:{comparison: "<=", limit: 65535},message:"must be <= 65535",schema:65535,parentSchema:schema44.properties.group,data:data7};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
if(data7 < 0 || isNaN(data7)){
const err10 = {instancePath:instancePath+"/logging/group",schemaPath:"#/$defs/ProfileLogging/properties/group/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0",schema:0,parentSchema:schema44.properties.group,data:data7};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
}
if(data5.level !== undefined){
let data8 = data5.level;
if(typeof data8 !== "string"){
const err11 = {instancePath:instancePath+"/logging/level",schemaPath:"#/$defs/ProfileLogging/properties/level/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema44.properties.level.type,parentSchema:schema44.properties.level,data:data8};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
if(!((((((((data8 === "emerg") || (data8 === "alert")) || (data8 === "crit")) || (data8 === "error")) || (data8 === "warning")) || (data8 === "notice")) || (data8 === "info")) || (data8 === "debug"))){
const err12 = {instancePath:instancePath+"/logging/level",schemaPath:"#/$defs/ProfileLogging/properties/level/enum",keyword:"enum",params:{allowedValues: schema44.properties.level.enum},message:"must be equal to one of the allowed values",schema:schema44.properties.level.enum,parentSchema:schema44.properties.level,data:data8};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
if(data5.defaultDeny !== undefined){
let data9 = data5.defaultDeny;
if(typeof data9 !== "boolean"){
const err13 = {instancePath:instancePath+"/logging/defaultDeny",schemaPath:"#/$defs/ProfileLogging/properties/defaultDeny/type",keyword:"type",params:{type: "boolean"},message:"must be boolean",schema:schema44.properties.defaultDeny.type,parentSchema:schema44.properties.defaultDeny,data:data9};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
if(data5.noise !== undefined){
let data10 = data5.noise;
if(typeof data10 !== "boolean"){
const err14 = {instancePath:instancePath+"/logging/noise",schemaPath:"#/$defs/ProfileLogging/properties/noise/type",keyword:"type",params:{type: "boolean"},message:"must be boolean",schema:schema44.properties.noise.type,parentSchema:schema44.properties.noise,data:data10};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
if(data5.limit !== undefined){
let data11 = data5.limit;
if(typeof data11 === "string"){
if(!(formats40(data11))){
const err15 = {instancePath:instancePath+"/logging/limit",schemaPath:"#/$defs/ProfileLogging/properties/limit/format",keyword:"format",params:{format: "rate"},message:"must match format \""+"rate"+"\"",schema:"rate",parentSchema:schema44.properties.limit,data:data11};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
else {
const err16 = {instancePath:instancePath+"/logging/limit",schemaPath:"#/$defs/ProfileLogging/properties/limit/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema44.properties.limit.type,parentSchema:schema44.properties.limit,data:data11};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
if(data5.burst !== undefined){
let data12 = data5.burst;
if(!(((typeof data12 == "number") && (!(data12 % 1) && !isNaN(data12))) && (isFinite(data12)))){
const err17 = {instancePath:instancePath+"/logging/burst",schemaPath:"#/$defs/ProfileLogging/properties/burst/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema44.properties.burst.type,parentSchema:schema44.properties.burst,data:data12};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
if((typeof data12 == "number") && (isFinite(data12))){
if(data12 > 10000 || isNaN(data12)){
const err18 = {instancePath:instancePath+"/logging/burst",schemaPath:"#/$defs/ProfileLogging/properties/burst/maximum",keyword:"maximum",params:{comparison: "<=", limit: 10000},message:"must be <= 10000",schema:10000,parentSchema:schema44.properties.burst,data:data12};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
if(data12 < 1 || isNaN(data12)){
const err19 = {instancePath:instancePath+"/logging/burst",schemaPath:"#/$defs/ProfileLogging/properties/burst/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema44.properties.burst,data:data12};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
}
if(data5.per !== undefined){
let data13 = data5.per;
if(typeof data13 !== "string"){
const err20 = {instancePath:instancePath+"/logging/per",schemaPath:"#/$defs/ProfileLogging/properties/per/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema44.properties.per.type,parentSchema:schema44.properties.per,data:data13};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
if(!(((data13 === "Source") || (data13 === "SourceNet")) || (data13 === "Global"))){
const err21 = {instancePath:instancePath+"/logging/per",schemaPath:"#/$defs/ProfileLogging/properties/per/enum",keyword:"enum",params:{allowedValues: schema44.properties.per.enum},message:"must be equal to one of the allowed values",schema:schema44.properties.per.enum,parentSchema:schema44.properties.per,data:data13};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
}
}
else {
const err22 = {instancePath:instancePath+"/logging",schemaPath:"#/$defs/ProfileLogging/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema44.type,parentSchema:schema44,data:data5};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
}
if(data.packetLimits !== undefined){
let data14 = data.packetLimits;
if(Array.isArray(data14)){
if(data14.length > 64){
const err23 = {instancePath:instancePath+"/packetLimits",schemaPath:"#/properties/packetLimits/maxItems",keyword:"maxItems",params:{limit: 64},message:"must NOT have more than 64 items",schema:64,parentSchema:schema35.properties.packetLimits,data:data14};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
if(data14.length < 1){
const err24 = {instancePath:instancePath+"/packetLimits",schemaPath:"#/properties/packetLimits/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema35.properties.packetLimits,data:data14};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
const len0 = data14.length;
for(let i0=0; i0<len0; i0++){
if(!(validate47(data14[i0], {instancePath:instancePath+"/packetLimits/" + i0,parentData:data14,parentDataProperty:i0,rootData}))){
vErrors = vErrors === null ? validate47.errors : vErrors.concat(validate47.errors);
errors = vErrors.length;
}
}
}
else {
const err25 = {instancePath:instancePath+"/packetLimits",schemaPath:"#/properties/packetLimits/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema35.properties.packetLimits.type,parentSchema:schema35.properties.packetLimits,data:data14};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
}
if(data.sysctls !== undefined){
let data16 = data.sysctls;
if(data16 && typeof data16 == "object" && !Array.isArray(data16)){
if(data16.values === undefined){
const err26 = {instancePath:instancePath+"/sysctls",schemaPath:"#/$defs/Sysctls/required",keyword:"required",params:{missingProperty: "values"},message:"must have required property '"+"values"+"'",schema:schema48.required,parentSchema:schema48,data:data16};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
for(const key2 in data16){
if(!((key2 === "mode") || (key2 === "values"))){
const err27 = {instancePath:instancePath+"/sysctls",schemaPath:"#/$defs/Sysctls/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key2},message:"must NOT have additional properties",schema:false,parentSchema:schema48,data:data16};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
}
if(data16.mode !== undefined){
let data17 = data16.mode;
if(typeof data17 !== "string"){
const err28 = {instancePath:instancePath+"/sysctls/mode",schemaPath:"#/$defs/Sysctls/properties/mode/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema48.properties.mode.type,parentSchema:schema48.properties.mode,data:data17};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
if(!(((data17 === "Enforce") || (data17 === "Report")) || (data17 === "Disabled"))){
const err29 = {instancePath:instancePath+"/sysctls/mode",schemaPath:"#/$defs/Sysctls/properties/mode/enum",keyword:"enum",params:{allowedValues: schema48.properties.mode.enum},message:"must be equal to one of the allowed values",schema:schema48.properties.mode.enum,parentSchema:schema48.properties.mode,data:data17};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
}
if(data16.values !== undefined){
let data18 = data16.values;
if(data18 && typeof data18 == "object" && !Array.isArray(data18)){
if(Object.keys(data18).length > 256){
const err30 = {instancePath:instancePath+"/sysctls/values",schemaPath:"#/$defs/Sysctls/properties/values/maxProperties",keyword:"maxProperties",params:{limit: 256},message:"must NOT have more than 256 properties",schema:256,parentSchema:schema48.properties.values,data:data18};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
if(Object.keys(data18).length < 1){
const err31 = {instancePath:instancePath+"/sysctls/values",schemaPath:"#/$defs/Sysctls/properties/values/minProperties",keyword:"minProperties",params:{limit: 1},message:"must NOT have fewer than 1 properties",schema:1,parentSchema:schema48.properties.values,data:data18};
if(vErrors === null){
vErrors = [err31];
}
else {
vErrors.push(err31);
}
errors++;
}
for(const key3 in data18){
let data19 = data18[key3];
if((!(((typeof data19 == "number") && (!(data19 % 1) && !isNaN(data19))) && (isFinite(data19)))) && (typeof data19 !== "string")){
const err32 = {instancePath:instancePath+"/sysctls/values/" + key3.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/$defs/Sysctls/properties/values/additionalProperties/type",keyword:"type",params:{type: schema48.properties.values.additionalProperties.type},message:"must be integer,string",schema:schema48.properties.values.additionalProperties.type,parentSchema:schema48.properties.values.additionalProperties,data:data19};
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
}
if(typeof data19 === "string"){
if(func2(data19) > 256){
const err33 = {instancePath:instancePath+"/sysctls/values/" + key3.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/$defs/Sysctls/properties/values/additionalProperties/maxLength",keyword:"maxLength",params:{limit: 256},message:"must NOT have more than 256 characters",schema:256,parentSchema:schema48.properties.values.additionalProperties,data:data19};
if(vErrors === null){
vErrors = [err33];
}
else {
vErrors.push(err33);
}
errors++;
}
}
}
}
else {
const err34 = {instancePath:instancePath+"/sysctls/values",schemaPath:"#/$defs/Sysctls/properties/values/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema48.properties.values.type,parentSchema:schema48.properties.values,data:data18};
if(vErrors === null){
vErrors = [err34];
}
else {
vErrors.push(err34);
}
errors++;
}
}
}
else {
const err35 = {instancePath:instancePath+"/sysctls",schemaPath:"#/$defs/Sysctls/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema48.type,parentSchema:schema48,data:data16};
if(vErrors === null){
vErrors = [err35];
}
else {
vErrors.push(err35);
}
errors++;
}
}
if(data.failsafe !== undefined){
if(!(validate50(data.failsafe, {instancePath:instancePath+"/failsafe",parentData:data,parentDataProperty:"failsafe",rootData}))){
vErrors = vErrors === null ? validate50.errors : vErrors.concat(validate50.errors);
errors = vErrors.length;
}
}
if(data.coexistence !== undefined){
let data21 = data.coexistence;
if(data21 && typeof data21 == "object" && !Array.isArray(data21)){
for(const key4 in data21){
if(!((key4 === "after") || (key4 === "unmanagedForward"))){
const err36 = {instancePath:instancePath+"/coexistence",schemaPath:"#/$defs/Coexistence/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key4},message:"must NOT have additional properties",schema:false,parentSchema:schema54,data:data21};
if(vErrors === null){
vErrors = [err36];
}
else {
vErrors.push(err36);
}
errors++;
}
}
if(data21.after !== undefined){
let data22 = data21.after;
if(Array.isArray(data22)){
if(data22.length > 32){
const err37 = {instancePath:instancePath+"/coexistence/after",schemaPath:"#/$defs/Coexistence/properties/after/maxItems",keyword:"maxItems",params:{limit: 32},message:"must NOT have more than 32 items",schema:32,parentSchema:schema54.properties.after,data:data22};
if(vErrors === null){
vErrors = [err37];
}
else {
vErrors.push(err37);
}
errors++;
}
const len1 = data22.length;
for(let i1=0; i1<len1; i1++){
let data23 = data22[i1];
if(typeof data23 === "string"){
if(!(formats94(data23))){
const err38 = {instancePath:instancePath+"/coexistence/after/" + i1,schemaPath:"#/$defs/Coexistence/properties/after/items/format",keyword:"format",params:{format: "chain-glob"},message:"must match format \""+"chain-glob"+"\"",schema:"chain-glob",parentSchema:schema54.properties.after.items,data:data23};
if(vErrors === null){
vErrors = [err38];
}
else {
vErrors.push(err38);
}
errors++;
}
}
else {
const err39 = {instancePath:instancePath+"/coexistence/after/" + i1,schemaPath:"#/$defs/Coexistence/properties/after/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema54.properties.after.items.type,parentSchema:schema54.properties.after.items,data:data23};
if(vErrors === null){
vErrors = [err39];
}
else {
vErrors.push(err39);
}
errors++;
}
}
let i2 = data22.length;
let j0;
if(i2 > 1){
const indices0 = {};
for(;i2--;){
let item0 = data22[i2];
if(typeof item0 !== "string"){
continue;
}
if(typeof indices0[item0] == "number"){
j0 = indices0[item0];
const err40 = {instancePath:instancePath+"/coexistence/after",schemaPath:"#/$defs/Coexistence/properties/after/uniqueItems",keyword:"uniqueItems",params:{i: i2, j: j0},message:"must NOT have duplicate items (items ## "+j0+" and "+i2+" are identical)",schema:true,parentSchema:schema54.properties.after,data:data22};
if(vErrors === null){
vErrors = [err40];
}
else {
vErrors.push(err40);
}
errors++;
break;
}
indices0[item0] = i2;
}
}
}
else {
const err41 = {instancePath:instancePath+"/coexistence/after",schemaPath:"#/$defs/Coexistence/properties/after/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema54.properties.after.type,parentSchema:schema54.properties.after,data:data22};
if(vErrors === null){
vErrors = [err41];
}
else {
vErrors.push(err41);
}
errors++;
}
}
if(data21.unmanagedForward !== undefined){
let data24 = data21.unmanagedForward;
if(typeof data24 !== "string"){
const err42 = {instancePath:instancePath+"/coexistence/unmanagedForward",schemaPath:"#/$defs/Coexistence/properties/unmanagedForward/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema54.properties.unmanagedForward.type,parentSchema:schema54.properties.unmanagedForward,data:data24};
if(vErrors === null){
vErrors = [err42];
}
else {
vErrors.push(err42);
}
errors++;
}
if(!((data24 === "Return") || (data24 === "Deny"))){
const err43 = {instancePath:instancePath+"/coexistence/unmanagedForward",schemaPath:"#/$defs/Coexistence/properties/unmanagedForward/enum",keyword:"enum",params:{allowedValues: schema54.properties.unmanagedForward.enum},message:"must be equal to one of the allowed values",schema:schema54.properties.unmanagedForward.enum,parentSchema:schema54.properties.unmanagedForward,data:data24};
if(vErrors === null){
vErrors = [err43];
}
else {
vErrors.push(err43);
}
errors++;
}
}
}
else {
const err44 = {instancePath:instancePath+"/coexistence",schemaPath:"#/$defs/Coexistence/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema54.type,parentSchema:schema54,data:data21};
if(vErrors === null){
vErrors = [err44];
}
else {
vErrors.push(err44);
}
errors++;
}
}
if(data.mssClamp !== undefined){
let data25 = data.mssClamp;
if(Array.isArray(data25)){
if(data25.length > 64){
const err45 = {instancePath:instancePath+"/mssClamp",schemaPath:"#/properties/mssClamp/maxItems",keyword:"maxItems",params:{limit: 64},message:"must NOT have more than 64 items",schema:64,parentSchema:schema35.properties.mssClamp,data:data25};
if(vErrors === null){
vErrors = [err45];
}
else {
vErrors.push(err45);
}
errors++;
}
if(data25.length < 1){
const err46 = {instancePath:instancePath+"/mssClamp",schemaPath:"#/properties/mssClamp/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema35.properties.mssClamp,data:data25};
if(vErrors === null){
vErrors = [err46];
}
else {
vErrors.push(err46);
}
errors++;
}
const len2 = data25.length;
for(let i3=0; i3<len2; i3++){
let data26 = data25[i3];
if(data26 && typeof data26 == "object" && !Array.isArray(data26)){
if(data26.outZone === undefined){
const err47 = {instancePath:instancePath+"/mssClamp/" + i3,schemaPath:"#/$defs/MssClamp/required",keyword:"required",params:{missingProperty: "outZone"},message:"must have required property '"+"outZone"+"'",schema:schema55.required,parentSchema:schema55,data:data26};
if(vErrors === null){
vErrors = [err47];
}
else {
vErrors.push(err47);
}
errors++;
}
for(const key5 in data26){
if(!((key5 === "outZone") || (key5 === "mss"))){
const err48 = {instancePath:instancePath+"/mssClamp/" + i3,schemaPath:"#/$defs/MssClamp/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key5},message:"must NOT have additional properties",schema:false,parentSchema:schema55,data:data26};
if(vErrors === null){
vErrors = [err48];
}
else {
vErrors.push(err48);
}
errors++;
}
}
if(data26.outZone !== undefined){
let data27 = data26.outZone;
if(typeof data27 === "string"){
if(!(formats0(data27))){
const err49 = {instancePath:instancePath+"/mssClamp/" + i3+"/outZone",schemaPath:"#/$defs/MssClamp/properties/outZone/format",keyword:"format",params:{format: "dns-label"},message:"must match format \""+"dns-label"+"\"",schema:"dns-label",parentSchema:schema55.properties.outZone,data:data27};
if(vErrors === null){
vErrors = [err49];
}
else {
vErrors.push(err49);
}
errors++;
}
}
else {
const err50 = {instancePath:instancePath+"/mssClamp/" + i3+"/outZone",schemaPath:"#/$defs/MssClamp/properties/outZone/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema55.properties.outZone.type,parentSchema:schema55.properties.outZone,data:data27};
if(vErrors === null){
vErrors = [err50];
}
else {
vErrors.push(err50);
}
errors++;
}
}
if(data26.mss !== undefined){
let data28 = data26.mss;
if((!(((typeof data28 == "number") && (!(data28 % 1) && !isNaN(data28))) && (isFinite(data28)))) && (typeof data28 !== "string")){
const err51 = {instancePath:instancePath+"/mssClamp/" + i3+"/mss",schemaPath:"#/$defs/MssClamp/properties/mss/type",keyword:"type",params:{type: schema55.properties.mss.type},message:"must be integer,string",schema:schema55.properties.mss.type,parentSchema:schema55.properties.mss,data:data28};
if(vErrors === null){
vErrors = [err51];
}
else {
vErrors.push(err51);
}
errors++;
}
if((typeof data28 == "number") && (isFinite(data28))){
if(data28 > 9000 || isNaN(data28)){
const err52 = {instancePath:instancePath+"/mssClamp/" + i3+"/mss",schemaPath:"#/$defs/MssClamp/properties/mss/maximum",keyword:"maximum",params:{comparison: "<=", limit: 9000},message:"must be <= 9000",schema:9000,parentSchema:schema55.properties.mss,data:data28};
if(vErrors === null){
vErrors = [err52];
}
else {
vErrors.push(err52);
}
errors++;
}
if(data28 < 536 || isNaN(data28)){
const err53 = {instancePath:instancePath+"/mssClamp/" + i3+"/mss",schemaPath:"#/$defs/MssClamp/properties/mss/minimum",keyword:"minimum",params:{comparison: ">=", limit: 536},message:"must be >= 536",schema:536,parentSchema:schema55.properties.mss,data:data28};
if(vErrors === null){
vErrors = [err53];
}
else {
vErrors.push(err53);
}
errors++;
}
}
if(typeof data28 === "string"){
if(!(formats98(data28))){
const err54 = {instancePath:instancePath+"/mssClamp/" + i3+"/mss",schemaPath:"#/$defs/MssClamp/properties/mss/format",keyword:"format",params:{format: "mss"},message:"must match format \""+"mss"+"\"",schema:"mss",parentSchema:schema55.properties.mss,data:data28};
if(vErrors === null){
vErrors = [err54];
}
else {
vErrors.push(err54);
}
errors++;
}
}
}
}
else {
const err55 = {instancePath:instancePath+"/mssClamp/" + i3,schemaPath:"#/$defs/MssClamp/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema55.type,parentSchema:schema55,data:data26};
if(vErrors === null){
vErrors = [err55];
}
else {
vErrors.push(err55);
}
errors++;
}
}
}
else {
const err56 = {instancePath:instancePath+"/mssClamp",schemaPath:"#/properties/mssClamp/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema35.properties.mssClamp.type,parentSchema:schema35.properties.mssClamp,data:data25};
if(vErrors === null){
vErrors = [err56];
}
else {
vErrors.push(err56);
}
errors++;
}
}
if(data.rollout !== undefined){
if(!(validate58(data.rollout, {instancePath:instancePath+"/rollout",parentData:data,parentDataProperty:"rollout",rootData}))){
vErrors = vErrors === null ? validate58.errors : vErrors.concat(validate58.errors);
errors = vErrors.length;
}
}
}
else {
const err57 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema35.type,parentSchema:schema35,data};
if(vErrors === null){
vErrors = [err57];
}
else {
vErrors.push(err57);
}
errors++;
}
validate36.errors = vErrors;
return errors === 0;
}


function validate35(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.apiVersion === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "apiVersion"},message:"must have required property '"+"apiVersion"+"'",schema:schema33.required,parentSchema:schema33,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.kind === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "kind"},message:"must have required property '"+"kind"+"'",schema:schema33.required,parentSchema:schema33,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(data.metadata === undefined){
const err2 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "metadata"},message:"must have required property '"+"metadata"+"'",schema:schema33.required,parentSchema:schema33,data};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
if(data.spec === undefined){
const err3 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "spec"},message:"must have required property '"+"spec"+"'",schema:schema33.required,parentSchema:schema33,data};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
for(const key0 in data){
if(!((((key0 === "apiVersion") || (key0 === "kind")) || (key0 === "metadata")) || (key0 === "spec"))){
const err4 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema33,data};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.apiVersion !== undefined){
let data0 = data.apiVersion;
if(typeof data0 !== "string"){
const err5 = {instancePath:instancePath+"/apiVersion",schemaPath:"#/properties/apiVersion/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema33.properties.apiVersion.type,parentSchema:schema33.properties.apiVersion,data:data0};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
if("gatewright.dev/v1alpha1" !== data0){
const err6 = {instancePath:instancePath+"/apiVersion",schemaPath:"#/properties/apiVersion/const",keyword:"const",params:{allowedValue: "gatewright.dev/v1alpha1"},message:"must be equal to constant",schema:"gatewright.dev/v1alpha1",parentSchema:schema33.properties.apiVersion,data:data0};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data.kind !== undefined){
let data1 = data.kind;
if(typeof data1 !== "string"){
const err7 = {instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema33.properties.kind.type,parentSchema:schema33.properties.kind,data:data1};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
if("FirewallProfile" !== data1){
const err8 = {instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "FirewallProfile"},message:"must be equal to constant",schema:"FirewallProfile",parentSchema:schema33.properties.kind,data:data1};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
if(data.metadata !== undefined){
let data2 = data.metadata;
if(data2 && typeof data2 == "object" && !Array.isArray(data2)){
if(data2.name === undefined){
const err9 = {instancePath:instancePath+"/metadata",schemaPath:"#/$defs/Metadata/required",keyword:"required",params:{missingProperty: "name"},message:"must have required property '"+"name"+"'",schema:schema14.required,parentSchema:schema14,data:data2};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
for(const key1 in data2){
if(!(((key1 === "name") || (key1 === "labels")) || (key1 === "annotations"))){
const err10 = {instancePath:instancePath+"/metadata",schemaPath:"#/$defs/Metadata/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1},message:"must NOT have additional properties",schema:false,parentSchema:schema14,data:data2};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
if(data2.name !== undefined){
let data3 = data2.name;
if(typeof data3 === "string"){
if(!(formats0(data3))){
const err11 = {instancePath:instancePath+"/metadata/name",schemaPath:"#/$defs/Metadata/properties/name/format",keyword:"format",params:{format: "dns-label"},message:"must match format \""+"dns-label"+"\"",schema:"dns-label",parentSchema:schema14.properties.name,data:data3};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
else {
const err12 = {instancePath:instancePath+"/metadata/name",schemaPath:"#/$defs/Metadata/properties/name/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema14.properties.name.type,parentSchema:schema14.properties.name,data:data3};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
if(data2.labels !== undefined){
let data4 = data2.labels;
if(data4 && typeof data4 == "object" && !Array.isArray(data4)){
if(Object.keys(data4).length > 64){
const err13 = {instancePath:instancePath+"/metadata/labels",schemaPath:"#/$defs/Metadata/properties/labels/maxProperties",keyword:"maxProperties",params:{limit: 64},message:"must NOT have more than 64 properties",schema:64,parentSchema:schema14.properties.labels,data:data4};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
for(const key2 in data4){
let data5 = data4[key2];
if(typeof data5 === "string"){
if(func2(data5) > 256){
const err14 = {instancePath:instancePath+"/metadata/labels/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/$defs/Metadata/properties/labels/additionalProperties/maxLength",keyword:"maxLength",params:{limit: 256},message:"must NOT have more than 256 characters",schema:256,parentSchema:schema14.properties.labels.additionalProperties,data:data5};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
else {
const err15 = {instancePath:instancePath+"/metadata/labels/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/$defs/Metadata/properties/labels/additionalProperties/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema14.properties.labels.additionalProperties.type,parentSchema:schema14.properties.labels.additionalProperties,data:data5};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
}
else {
const err16 = {instancePath:instancePath+"/metadata/labels",schemaPath:"#/$defs/Metadata/properties/labels/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema14.properties.labels.type,parentSchema:schema14.properties.labels,data:data4};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
if(data2.annotations !== undefined){
let data6 = data2.annotations;
if(data6 && typeof data6 == "object" && !Array.isArray(data6)){
if(Object.keys(data6).length > 256){
const err17 = {instancePath:instancePath+"/metadata/annotations",schemaPath:"#/$defs/Metadata/properties/annotations/maxProperties",keyword:"maxProperties",params:{limit: 256},message:"must NOT have more than 256 properties",schema:256,parentSchema:schema14.properties.annotations,data:data6};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
for(const key3 in data6){
let data7 = data6[key3];
if(typeof data7 !== "string"){
const err18 = {instancePath:instancePath+"/metadata/annotations/" + key3.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/$defs/Metadata/properties/annotations/additionalProperties/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema14.properties.annotations.additionalProperties.type,parentSchema:schema14.properties.annotations.additionalProperties,data:data7};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
}
else {
const err19 = {instancePath:instancePath+"/metadata/annotations",schemaPath:"#/$defs/Metadata/properties/annotations/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema14.properties.annotations.type,parentSchema:schema14.properties.annotations,data:data6};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
}
else {
const err20 = {instancePath:instancePath+"/metadata",schemaPath:"#/$defs/Metadata/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema14.type,parentSchema:schema14,data:data2};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
}
if(data.spec !== undefined){
if(!(validate36(data.spec, {instancePath:instancePath+"/spec",parentData:data,parentDataProperty:"spec",rootData}))){
vErrors = vErrors === null ? validate36.errors : vErrors.concat(validate36.errors);
errors = vErrors.length;
}
}
}
else {
const err21 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema33.type,parentSchema:schema33,data};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
validate35.errors = vErrors;
return errors === 0;
}


function validate34(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
/*# sourceURL="FirewallProfile" */;
let vErrors = null;
let errors = 0;
if(!(validate35(data, {instancePath,parentData,parentDataProperty,rootData}))){
vErrors = vErrors === null ? validate35.errors : vErrors.concat(validate35.errors);
errors = vErrors.length;
}
validate34.errors = vErrors;
return errors === 0;
}

export const validateHost = validate64;
const schema61 = {"$id":"Host","$ref":"gatewright#/$defs/Host"};
const schema62 = {"title":"Host","description":"A machine whose firewall Gatewright keeps. Without one, the host is implicit, with name and labels from the controller's configuration.","type":"object","additionalProperties":false,"required":["apiVersion","kind","metadata","spec"],"properties":{"apiVersion":{"type":"string","const":"gatewright.dev/v1alpha1","description":"Always gatewright.dev/v1alpha1."},"kind":{"type":"string","const":"Host","description":"Always Host."},"metadata":{"$ref":"#/$defs/Metadata"},"spec":{"$ref":"#/$defs/HostSpec","description":"What only this machine has."}}};
const schema64 = {"type":"object","description":"What only this machine has.","properties":{"zones":{"type":"object","description":"Which network interfaces of this machine belong to which Zone. An interface belongs to one zone at most.","maxProperties":256,"additionalProperties":{"type":"array","description":"The interfaces that lead into the zone.","minItems":1,"maxItems":256,"items":{"type":"string","description":"Kernel interface name; one trailing `+` matches every name that begins so.","format":"interface"},"uniqueItems":true}},"addresses":{"type":"array","description":"The addresses of this machine, for peers of other machines that mean it by `hosts`.","minItems":1,"maxItems":64,"items":{"type":"string","description":"An IPv4 or IPv6 address.","format":"address"}},"variables":{"type":"object","description":"Values that `${name}` stands for in addresses, networks and ports on this machine. They win over those of a policy.","maxProperties":256,"additionalProperties":{"description":"An address, a network, a port, or a part of one.","maxLength":128,"type":["integer","string"]}}},"title":"HostSpec","additionalProperties":false};

function validate65(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.apiVersion === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "apiVersion"},message:"must have required property '"+"apiVersion"+"'",schema:schema62.required,parentSchema:schema62,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.kind === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "kind"},message:"must have required property '"+"kind"+"'",schema:schema62.required,parentSchema:schema62,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(data.metadata === undefined){
const err2 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "metadata"},message:"must have required property '"+"metadata"+"'",schema:schema62.required,parentSchema:schema62,data};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
if(data.spec === undefined){
const err3 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "spec"},message:"must have required property '"+"spec"+"'",schema:schema62.required,parentSchema:schema62,data};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
for(const key0 in data){
if(!((((key0 === "apiVersion") || (key0 === "kind")) || (key0 === "metadata")) || (key0 === "spec"))){
const err4 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema62,data};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.apiVersion !== undefined){
let data0 = data.apiVersion;
if(typeof data0 !== "string"){
const err5 = {instancePath:instancePath+"/apiVersion",schemaPath:"#/properties/apiVersion/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema62.properties.apiVersion.type,parentSchema:schema62.properties.apiVersion,data:data0};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
if("gatewright.dev/v1alpha1" !== data0){
const err6 = {instancePath:instancePath+"/apiVersion",schemaPath:"#/properties/apiVersion/const",keyword:"const",params:{allowedValue: "gatewright.dev/v1alpha1"},message:"must be equal to constant",schema:"gatewright.dev/v1alpha1",parentSchema:schema62.properties.apiVersion,data:data0};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data.kind !== undefined){
let data1 = data.kind;
if(typeof data1 !== "string"){
const err7 = {instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema62.properties.kind.type,parentSchema:schema62.properties.kind,data:data1};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
if("Host" !== data1){
const err8 = {instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "Host"},message:"must be equal to constant",schema:"Host",parentSchema:schema62.properties.kind,data:data1};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
if(data.metadata !== undefined){
let data2 = data.metadata;
if(data2 && typeof data2 == "object" && !Array.isArray(data2)){
if(data2.name === undefined){
const err9 = {instancePath:instancePath+"/metadata",schemaPath:"#/$defs/Metadata/required",keyword:"required",params:{missingProperty: "name"},message:"must have required property '"+"name"+"'",schema:schema14.required,parentSchema:schema14,data:data2};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
for(const key1 in data2){
if(!(((key1 === "name") || (key1 === "labels")) || (key1 === "annotations"))){
const err10 = {instancePath:instancePath+"/metadata",schemaPath:"#/$defs/Metadata/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1},message:"must NOT have additional properties",schema:false,parentSchema:schema14,data:data2};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
if(data2.name !== undefined){
let data3 = data2.name;
if(typeof data3 === "string"){
if(!(formats0(data3))){
const err11 = {instancePath:instancePath+"/metadata/name",schemaPath:"#/$defs/Metadata/properties/name/format",keyword:"format",params:{format: "dns-label"},message:"must match format \""+"dns-label"+"\"",schema:"dns-label",parentSchema:schema14.properties.name,data:data3};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
else {
const err12 = {instancePath:instancePath+"/metadata/name",schemaPath:"#/$defs/Metadata/properties/name/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema14.properties.name.type,parentSchema:schema14.properties.name,data:data3};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
if(data2.labels !== undefined){
let data4 = data2.labels;
if(data4 && typeof data4 == "object" && !Array.isArray(data4)){
if(Object.keys(data4).length > 64){
const err13 = {instancePath:instancePath+"/metadata/labels",schemaPath:"#/$defs/Metadata/properties/labels/maxProperties",keyword:"maxProperties",params:{limit: 64},message:"must NOT have more than 64 properties",schema:64,parentSchema:schema14.properties.labels,data:data4};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
for(const key2 in data4){
let data5 = data4[key2];
if(typeof data5 === "string"){
if(func2(data5) > 256){
const err14 = {instancePath:instancePath+"/metadata/labels/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/$defs/Metadata/properties/labels/additionalProperties/maxLength",keyword:"maxLength",params:{limit: 256},message:"must NOT have more than 256 characters",schema:256,parentSchema:schema14.properties.labels.additionalProperties,data:data5};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
else {
const err15 = {instancePath:instancePath+"/metadata/labels/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/$defs/Metadata/properties/labels/additionalProperties/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema14.properties.labels.additionalProperties.type,parentSchema:schema14.properties.labels.additionalProperties,data:data5};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
}
else {
const err16 = {instancePath:instancePath+"/metadata/labels",schemaPath:"#/$defs/Metadata/properties/labels/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema14.properties.labels.type,parentSchema:schema14.properties.labels,data:data4};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
if(data2.annotations !== undefined){
let data6 = data2.annotations;
if(data6 && typeof data6 == "object" && !Array.isArray(data6)){
if(Object.keys(data6).length > 256){
const err17 = {instancePath:instancePath+"/metadata/annotations",schemaPath:"#/$defs/Metadata/properties/annotations/maxProperties",keyword:"maxProperties",params:{limit: 256},message:"must NOT have more than 256 properties",schema:256,parentSchema:schema14.properties.annotations,data:data6};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
for(const key3 in data6){
let data7 = data6[key3];
if(typeof data7 !== "string"){
const err18 = {instancePath:instancePath+"/metadata/annotations/" + key3.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/$defs/Metadata/properties/annotations/additionalProperties/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema14.properties.annotations.additionalProperties.type,parentSchema:schema14.properties.annotations.additionalProperties,data:data7};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
}
else {
const err19 = {instancePath:instancePath+"/metadata/annotations",schemaPath:"#/$defs/Metadata/properties/annotations/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema14.properties.annotations.type,parentSchema:schema14.properties.annotations,data:data6};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
}
else {
const err20 = {instancePath:instancePath+"/metadata",schemaPath:"#/$defs/Metadata/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema14.type,parentSchema:schema14,data:data2};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
}
if(data.spec !== undefined){
let data8 = data.spec;
if(data8 && typeof data8 == "object" && !Array.isArray(data8)){
for(const key4 in data8){
if(!(((key4 === "zones") || (key4 === "addresses")) || (key4 === "variables"))){
const err21 = {instancePath:instancePath+"/spec",schemaPath:"#/$defs/HostSpec/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key4},message:"must NOT have additional properties",schema:false,parentSchema:schema64,data:data8};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
}
if(data8.zones !== undefined){
let data9 = data8.zones;
if(data9 && typeof data9 == "object" && !Array.isArray(data9)){
if(Object.keys(data9).length > 256){
const err22 = {instancePath:instancePath+"/spec/zones",schemaPath:"#/$defs/HostSpec/properties/zones/maxProperties",keyword:"maxProperties",params:{limit: 256},message:"must NOT have more than 256 properties",schema:256,parentSchema:schema64.properties.zones,data:data9};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
for(const key5 in data9){
let data10 = data9[key5];
if(Array.isArray(data10)){
if(data10.length > 256){
const err23 = {instancePath:instancePath+"/spec/zones/" + key5.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/$defs/HostSpec/properties/zones/additionalProperties/maxItems",keyword:"maxItems",params:{limit: 256},message:"must NOT have more than 256 items",schema:256,parentSchema:schema64.properties.zones.additionalProperties,data:data10};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
if(data10.length < 1){
const err24 = {instancePath:instancePath+"/spec/zones/" + key5.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/$defs/HostSpec/properties/zones/additionalProperties/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema64.properties.zones.additionalProperties,data:data10};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
const len0 = data10.length;
for(let i0=0; i0<len0; i0++){
let data11 = data10[i0];
if(typeof data11 === "string"){
if(!(formats6(data11))){
const err25 = {instancePath:instancePath+"/spec/zones/" + key5.replace(/~/g, "~0").replace(/\//g, "~1")+"/" + i0,schemaPath:"#/$defs/HostSpec/properties/zones/additionalProperties/items/format",keyword:"format",params:{format: "interface"},message:"must match format \""+"interface"+"\"",schema:"interface",parentSchema:schema64.properties.zones.additionalProperties.items,data:data11};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
}
else {
const err26 = {instancePath:instancePath+"/spec/zones/" + key5.replace(/~/g, "~0").replace(/\//g, "~1")+"/" + i0,schemaPath:"#/$defs/HostSpec/properties/zones/additionalProperties/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema64.properties.zones.additionalProperties.items.type,parentSchema:schema64.properties.zones.additionalProperties.items,data:data11};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
}
let i1 = data10.length;
let j0;
if(i1 > 1){
const indices0 = {};
for(;i1--;){
let item0 = data10[i1];
if(typeof item0 !== "string"){
continue;
}
if(typeof indices0[item0] == "number"){
j0 = indices0[item0];
const err27 = {instancePath:instancePath+"/spec/zones/" + key5.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/$defs/HostSpec/properties/zones/additionalProperties/uniqueItems",keyword:"uniqueItems",params:{i: i1, j: j0},message:"must NOT have duplicate items (items ## "+j0+" and "+i1+" are identical)",schema:true,parentSchema:schema64.properties.zones.additionalProperties,data:data10};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
break;
}
indices0[item0] = i1;
}
}
}
else {
const err28 = {instancePath:instancePath+"/spec/zones/" + key5.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/$defs/HostSpec/properties/zones/additionalProperties/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema64.properties.zones.additionalProperties.type,parentSchema:schema64.properties.zones.additionalProperties,data:data10};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
}
}
else {
const err29 = {instancePath:instancePath+"/spec/zones",schemaPath:"#/$defs/HostSpec/properties/zones/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema64.properties.zones.type,parentSchema:schema64.properties.zones,data:data9};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
}
if(data8.addresses !== undefined){
let data12 = data8.addresses;
if(Array.isArray(data12)){
if(data12.length > 64){
const err30 = {instancePath:instancePath+"/spec/addresses",schemaPath:"#/$defs/HostSpec/properties/addresses/maxItems",keyword:"maxItems",params:{limit: 64},message:"must NOT have more than 64 items",schema:64,parentSchema:schema64.properties.addresses,data:data12};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
if(data12.length < 1){
const err31 = {instancePath:instancePath+"/spec/addresses",schemaPath:"#/$defs/HostSpec/properties/addresses/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema64.properties.addresses,data:data12};
if(vErrors === null){
vErrors = [err31];
}
else {
vErrors.push(err31);
}
errors++;
}
const len1 = data12.length;
for(let i2=0; i2<len1; i2++){
let data13 = data12[i2];
if(typeof data13 === "string"){
if(!(formats104(data13))){
const err32 = {instancePath:instancePath+"/spec/addresses/" + i2,schemaPath:"#/$defs/HostSpec/properties/addresses/items/format",keyword:"format",params:{format: "address"},message:"must match format \""+"address"+"\"",schema:"address",parentSchema:schema64.properties.addresses.items,data:data13};
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
}
}
else {
const err33 = {instancePath:instancePath+"/spec/addresses/" + i2,schemaPath:"#/$defs/HostSpec/properties/addresses/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema64.properties.addresses.items.type,parentSchema:schema64.properties.addresses.items,data:data13};
if(vErrors === null){
vErrors = [err33];
}
else {
vErrors.push(err33);
}
errors++;
}
}
}
else {
const err34 = {instancePath:instancePath+"/spec/addresses",schemaPath:"#/$defs/HostSpec/properties/addresses/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema64.properties.addresses.type,parentSchema:schema64.properties.addresses,data:data12};
if(vErrors === null){
vErrors = [err34];
}
else {
vErrors.push(err34);
}
errors++;
}
}
if(data8.variables !== undefined){
let data14 = data8.variables;
if(data14 && typeof data14 == "object" && !Array.isArray(data14)){
if(Object.keys(data14).length > 256){
const err35 = {instancePath:instancePath+"/spec/variables",schemaPath:"#/$defs/HostSpec/properties/variables/maxProperties",keyword:"maxProperties",params:{limit: 256},message:"must NOT have more than 256 properties",schema:256,parentSchema:schema64.properties.variables,data:data14};
if(vErrors === null){
vErrors = [err35];
}
else {
vErrors.push(err35);
}
errors++;
}
for(const key6 in data14){
let data15 = data14[key6];
if((!(((typeof data15 == "number") && (!(data15 % 1) && !isNaN(data15))) && (isFinite(data15)))) && (typeof data15 !== "string")){
const err36 = {instancePath:instancePath+"/spec/variables/" + key6.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/$defs/HostSpec/properties/variables/additionalProperties/type",keyword:"type",params:{type: schema64.properties.variables.additionalProperties.type},message:"must be integer,string",schema:schema64.properties.variables.additionalProperties.type,parentSchema:schema64.properties.variables.additionalProperties,data:data15};
if(vErrors === null){
vErrors = [err36];
}
else {
vErrors.push(err36);
}
errors++;
}
if(typeof data15 === "string"){
if(func2(data15) > 128){
const err37 = {instancePath:instancePath+"/spec/variables/" + key6.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/$defs/HostSpec/properties/variables/additionalProperties/maxLength",keyword:"maxLength",params:{limit: 128},message:"must NOT have more than 128 characters",schema:128,parentSchema:schema64.properties.variables.additionalProperties,data:data15};
if(vErrors === null){
vErrors = [err37];
}
else {
vErrors.push(err37);
}
errors++;
}
}
}
}
else {
const err38 = {instancePath:instancePath+"/spec/variables",schemaPath:"#/$defs/HostSpec/properties/variables/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema64.properties.variables.type,parentSchema:schema64.properties.variables,data:data14};
if(vErrors === null){
vErrors = [err38];
}
else {
vErrors.push(err38);
}
errors++;
}
}
}
else {
const err39 = {instancePath:instancePath+"/spec",schemaPath:"#/$defs/HostSpec/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema64.type,parentSchema:schema64,data:data8};
if(vErrors === null){
vErrors = [err39];
}
else {
vErrors.push(err39);
}
errors++;
}
}
}
else {
const err40 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema62.type,parentSchema:schema62,data};
if(vErrors === null){
vErrors = [err40];
}
else {
vErrors.push(err40);
}
errors++;
}
validate65.errors = vErrors;
return errors === 0;
}


function validate64(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
/*# sourceURL="Host" */;
let vErrors = null;
let errors = 0;
if(!(validate65(data, {instancePath,parentData,parentDataProperty,rootData}))){
vErrors = vErrors === null ? validate65.errors : vErrors.concat(validate65.errors);
errors = vErrors.length;
}
validate64.errors = vErrors;
return errors === 0;
}

export const validateNatPolicy = validate67;
const schema65 = {"$id":"NatPolicy","$ref":"gatewright#/$defs/NatPolicy"};
const schema66 = {"title":"NatPolicy","description":"Which addresses and ports are translated on their way through the host.","type":"object","additionalProperties":false,"required":["apiVersion","kind","metadata","spec"],"properties":{"apiVersion":{"type":"string","const":"gatewright.dev/v1alpha1","description":"Always gatewright.dev/v1alpha1."},"kind":{"type":"string","const":"NatPolicy","description":"Always NatPolicy."},"metadata":{"$ref":"#/$defs/Metadata"},"spec":{"$ref":"#/$defs/NatPolicySpec","description":"Which hosts, in which order, and what is translated."}}};
const schema68 = {"type":"object","description":"Which hosts, in which order, and what is translated.","required":["hostSelector"],"properties":{"hostSelector":{"$ref":"#/$defs/Selector","description":"Which hosts are meant, by their labels; all conditions must hold, and an empty selector means every host."},"priority":{"type":"integer","description":"Order among NatPolicies, low first; then by name. The first item that matches decides.","minimum":0,"maximum":1000},"variables":{"type":"object","description":"What `${name}` stands for in addresses, networks and ports of this policy, where the Host does not say otherwise.","maxProperties":256,"additionalProperties":{"description":"An address, a network, a port, or a part of one.","maxLength":128,"type":["integer","string"]}},"exempt":{"type":"array","description":"Packets that are not translated; these stand before everything else.","minItems":1,"maxItems":1000,"items":{"$ref":"#/$defs/NatExempt","description":"Packets that no item of any NatPolicy translates."}},"masquerade":{"type":"array","description":"Sources hidden behind the address of the outgoing interface, which may change.","minItems":1,"maxItems":1000,"items":{"$ref":"#/$defs/Masquerade","description":"Packets that leave by a zone under the address of the interface by which they leave."}},"snat":{"type":"array","description":"Sources hidden behind a fixed address.","minItems":1,"maxItems":1000,"items":{"$ref":"#/$defs/Snat","description":"Packets that leave by a zone under one address."}},"portForwards":{"type":"array","description":"Ports that lead to a machine behind this host.","minItems":1,"maxItems":1000,"items":{"$ref":"#/$defs/PortForward","description":"Ports of this host that lead to another machine."}},"redirects":{"type":"array","description":"Packets led to this host itself, whatever their destination.","minItems":1,"maxItems":1000,"items":{"$ref":"#/$defs/Redirect","description":"Packets led to a port of this host itself."}},"oneToOne":{"type":"array","description":"Networks that appear under others of the same size, both ways. Allows nothing by itself.","minItems":1,"maxItems":1000,"items":{"$ref":"#/$defs/OneToOne","description":"A network that appears under another of the same size, address by address."}},"npt6":{"type":"array","description":"IPv6 prefixes that appear under others of the same length, both ways. Stateful, not RFC 6296. Allows nothing by itself; filter rules see the internal address.","minItems":1,"maxItems":1000,"items":{"$ref":"#/$defs/Npt6","description":"An IPv6 prefix that appears under another of the same length."}}},"title":"NatPolicySpec","additionalProperties":false};
const schema77 = {"type":"object","title":"OneToOne","description":"A network that appears under another of the same size, address by address.","required":["name","zone","external","internal"],"properties":{"name":{"type":"string","description":"Name of the item, unique in its list.","format":"dns-label"},"zone":{"type":"string","description":"Zone on whose side the external addresses are.","format":"dns-label"},"external":{"type":"string","description":"The addresses as they are seen there.","format":"network"},"internal":{"type":"string","description":"The addresses as they are.","format":"network"}},"additionalProperties":false};
const schema78 = {"type":"object","title":"Npt6","description":"An IPv6 prefix that appears under another of the same length.","required":["name","zone","internal","external"],"properties":{"name":{"type":"string","description":"Name of the item, unique in its list.","format":"dns-label"},"zone":{"type":"string","description":"Zone on whose side the external prefix is.","format":"dns-label"},"internal":{"type":"string","description":"The prefix as it is.","format":"network"},"external":{"type":"string","description":"The prefix as it is seen there.","format":"network"}},"additionalProperties":false};
const schema69 = {"type":"object","title":"NatExempt","description":"Packets that no item of any NatPolicy translates.","required":["name"],"properties":{"name":{"type":"string","description":"Name of the item, unique in its list.","format":"dns-label"},"from":{"type":"array","description":"Whose packets; absent means everybody's. Zones stand for their `networks` here: what leaves does not say where it came in.","minItems":1,"maxItems":64,"items":{"$ref":"#/$defs/Peer","description":"One kind of counterpart; all fields that are present must hold. At most one of networks, networkSets, networkSetSelector, hosts and domainNames."}},"to":{"type":"array","description":"Where they go to; absent means anywhere. Zones stand for their `networks`.","minItems":1,"maxItems":64,"items":{"$ref":"#/$defs/Peer","description":"One kind of counterpart; all fields that are present must hold. At most one of networks, networkSets, networkSetSelector, hosts and domainNames."}},"ipFamilies":{"type":"array","description":"Address families; absent means IPv4, or the family of the addresses that are written here.","minItems":1,"maxItems":2,"items":{"type":"string","description":"Address family.","enum":["IPv4","IPv6"]},"uniqueItems":true}},"additionalProperties":false};

function validate71(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.name === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "name"},message:"must have required property '"+"name"+"'",schema:schema69.required,parentSchema:schema69,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
for(const key0 in data){
if(!((((key0 === "name") || (key0 === "from")) || (key0 === "to")) || (key0 === "ipFamilies"))){
const err1 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema69,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data.name !== undefined){
let data0 = data.name;
if(typeof data0 === "string"){
if(!(formats0(data0))){
const err2 = {instancePath:instancePath+"/name",schemaPath:"#/properties/name/format",keyword:"format",params:{format: "dns-label"},message:"must match format \""+"dns-label"+"\"",schema:"dns-label",parentSchema:schema69.properties.name,data:data0};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
else {
const err3 = {instancePath:instancePath+"/name",schemaPath:"#/properties/name/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema69.properties.name.type,parentSchema:schema69.properties.name,data:data0};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.from !== undefined){
let data1 = data.from;
if(Array.isArray(data1)){
if(data1.length > 64){
const err4 = {instancePath:instancePath+"/from",schemaPath:"#/properties/from/maxItems",keyword:"maxItems",params:{limit: 64},message:"must NOT have more than 64 items",schema:64,parentSchema:schema69.properties.from,data:data1};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
if(data1.length < 1){
const err5 = {instancePath:instancePath+"/from",schemaPath:"#/properties/from/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema69.properties.from,data:data1};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
const len0 = data1.length;
for(let i0=0; i0<len0; i0++){
if(!(validate17(data1[i0], {instancePath:instancePath+"/from/" + i0,parentData:data1,parentDataProperty:i0,rootData}))){
vErrors = vErrors === null ? validate17.errors : vErrors.concat(validate17.errors);
errors = vErrors.length;
}
}
}
else {
const err6 = {instancePath:instancePath+"/from",schemaPath:"#/properties/from/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema69.properties.from.type,parentSchema:schema69.properties.from,data:data1};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data.to !== undefined){
let data3 = data.to;
if(Array.isArray(data3)){
if(data3.length > 64){
const err7 = {instancePath:instancePath+"/to",schemaPath:"#/properties/to/maxItems",keyword:"maxItems",params:{limit: 64},message:"must NOT have more than 64 items",schema:64,parentSchema:schema69.properties.to,data:data3};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
if(data3.length < 1){
const err8 = {instancePath:instancePath+"/to",schemaPath:"#/properties/to/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema69.properties.to,data:data3};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
const len1 = data3.length;
for(let i1=0; i1<len1; i1++){
if(!(validate17(data3[i1], {instancePath:instancePath+"/to/" + i1,parentData:data3,parentDataProperty:i1,rootData}))){
vErrors = vErrors === null ? validate17.errors : vErrors.concat(validate17.errors);
errors = vErrors.length;
}
}
}
else {
const err9 = {instancePath:instancePath+"/to",schemaPath:"#/properties/to/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema69.properties.to.type,parentSchema:schema69.properties.to,data:data3};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
if(data.ipFamilies !== undefined){
let data5 = data.ipFamilies;
if(Array.isArray(data5)){
if(data5.length > 2){
const err10 = {instancePath:instancePath+"/ipFamilies",schemaPath:"#/properties/ipFamilies/maxItems",keyword:"maxItems",params:{limit: 2},message:"must NOT have more than 2 items",schema:2,parentSchema:schema69.properties.ipFamilies,data:data5};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
if(data5.length < 1){
const err11 = {instancePath:instancePath+"/ipFamilies",schemaPath:"#/properties/ipFamilies/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema69.properties.ipFamilies,data:data5};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
const len2 = data5.length;
for(let i2=0; i2<len2; i2++){
let data6 = data5[i2];
if(typeof data6 !== "string"){
const err12 = {instancePath:instancePath+"/ipFamilies/" + i2,schemaPath:"#/properties/ipFamilies/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema69.properties.ipFamilies.items.type,parentSchema:schema69.properties.ipFamilies.items,data:data6};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
if(!((data6 === "IPv4") || (data6 === "IPv6"))){
const err13 = {instancePath:instancePath+"/ipFamilies/" + i2,schemaPath:"#/properties/ipFamilies/items/enum",keyword:"enum",params:{allowedValues: schema69.properties.ipFamilies.items.enum},message:"must be equal to one of the allowed values",schema:schema69.properties.ipFamilies.items.enum,parentSchema:schema69.properties.ipFamilies.items,data:data6};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
let i3 = data5.length;
let j0;
if(i3 > 1){
const indices0 = {};
for(;i3--;){
let item0 = data5[i3];
if(typeof item0 !== "string"){
continue;
}
if(typeof indices0[item0] == "number"){
j0 = indices0[item0];
const err14 = {instancePath:instancePath+"/ipFamilies",schemaPath:"#/properties/ipFamilies/uniqueItems",keyword:"uniqueItems",params:{i: i3, j: j0},message:"must NOT have duplicate items (items ## "+j0+" and "+i3+" are identical)",schema:true,parentSchema:schema69.properties.ipFamilies,data:data5};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
break;
}
indices0[item0] = i3;
}
}
}
else {
const err15 = {instancePath:instancePath+"/ipFamilies",schemaPath:"#/properties/ipFamilies/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema69.properties.ipFamilies.type,parentSchema:schema69.properties.ipFamilies,data:data5};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
}
else {
const err16 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema69.type,parentSchema:schema69,data};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
validate71.errors = vErrors;
return errors === 0;
}

const schema70 = {"type":"object","title":"Masquerade","description":"Packets that leave by a zone under the address of the interface by which they leave.","required":["name","outZone"],"properties":{"name":{"type":"string","description":"Name of the item, unique in its list.","format":"dns-label"},"outZone":{"type":"string","description":"Zone by whose interfaces the packets leave.","format":"dns-label"},"from":{"type":"array","description":"Whose packets; absent means everybody's. Zones stand for their `networks` here: what leaves does not say where it came in.","minItems":1,"maxItems":64,"items":{"$ref":"#/$defs/Peer","description":"One kind of counterpart; all fields that are present must hold. At most one of networks, networkSets, networkSetSelector, hosts and domainNames."}},"except":{"type":"array","description":"Destinations that are not translated.","minItems":1,"maxItems":1000,"items":{"type":"string","description":"Address (read as /32 or /128) or CIDR with host bits zero.","format":"network"}},"ipFamilies":{"type":"array","description":"Address families; absent means IPv4, or the family of the addresses that are written here.","minItems":1,"maxItems":2,"items":{"type":"string","description":"Address family.","enum":["IPv4","IPv6"]},"uniqueItems":true}},"additionalProperties":false};

function validate75(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.name === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "name"},message:"must have required property '"+"name"+"'",schema:schema70.required,parentSchema:schema70,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.outZone === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "outZone"},message:"must have required property '"+"outZone"+"'",schema:schema70.required,parentSchema:schema70,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
for(const key0 in data){
if(!(((((key0 === "name") || (key0 === "outZone")) || (key0 === "from")) || (key0 === "except")) || (key0 === "ipFamilies"))){
const err2 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema70,data};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data.name !== undefined){
let data0 = data.name;
if(typeof data0 === "string"){
if(!(formats0(data0))){
const err3 = {instancePath:instancePath+"/name",schemaPath:"#/properties/name/format",keyword:"format",params:{format: "dns-label"},message:"must match format \""+"dns-label"+"\"",schema:"dns-label",parentSchema:schema70.properties.name,data:data0};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
else {
const err4 = {instancePath:instancePath+"/name",schemaPath:"#/properties/name/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema70.properties.name.type,parentSchema:schema70.properties.name,data:data0};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.outZone !== undefined){
let data1 = data.outZone;
if(typeof data1 === "string"){
if(!(formats0(data1))){
const err5 = {instancePath:instancePath+"/outZone",schemaPath:"#/properties/outZone/format",keyword:"format",params:{format: "dns-label"},message:"must match format \""+"dns-label"+"\"",schema:"dns-label",parentSchema:schema70.properties.outZone,data:data1};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
else {
const err6 = {instancePath:instancePath+"/outZone",schemaPath:"#/properties/outZone/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema70.properties.outZone.type,parentSchema:schema70.properties.outZone,data:data1};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data.from !== undefined){
let data2 = data.from;
if(Array.isArray(data2)){
if(data2.length > 64){
const err7 = {instancePath:instancePath+"/from",schemaPath:"#/properties/from/maxItems",keyword:"maxItems",params:{limit: 64},message:"must NOT have more than 64 items",schema:64,parentSchema:schema70.properties.from,data:data2};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
if(data2.length < 1){
const err8 = {instancePath:instancePath+"/from",schemaPath:"#/properties/from/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema70.properties.from,data:data2};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
const len0 = data2.length;
for(let i0=0; i0<len0; i0++){
if(!(validate17(data2[i0], {instancePath:instancePath+"/from/" + i0,parentData:data2,parentDataProperty:i0,rootData}))){
vErrors = vErrors === null ? validate17.errors : vErrors.concat(validate17.errors);
errors = vErrors.length;
}
}
}
else {
const err9 = {instancePath:instancePath+"/from",schemaPath:"#/properties/from/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema70.properties.from.type,parentSchema:schema70.properties.from,data:data2};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
if(data.except !== undefined){
let data4 = data.except;
if(Array.isArray(data4)){
if(data4.length > 1000){
const err10 = {instancePath:instancePath+"/except",schemaPath:"#/properties/except/maxItems",keyword:"maxItems",params:{limit: 1000},message:"must NOT have more than 1000 items",schema:1000,parentSchema:schema70.properties.except,data:data4};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
if(data4.length < 1){
const err11 = {instancePath:instancePath+"/except",schemaPath:"#/properties/except/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema70.properties.except,data:data4};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
const len1 = data4.length;
for(let i1=0; i1<len1; i1++){
let data5 = data4[i1];
if(typeof data5 === "string"){
if(!(formats10(data5))){
const err12 = {instancePath:instancePath+"/except/" + i1,schemaPath:"#/properties/except/items/format",keyword:"format",params:{format: "network"},message:"must match format \""+"network"+"\"",schema:"network",parentSchema:schema70.properties.except.items,data:data5};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
else {
const err13 = {instancePath:instancePath+"/except/" + i1,schemaPath:"#/properties/except/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema70.properties.except.items.type,parentSchema:schema70.properties.except.items,data:data5};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
}
else {
const err14 = {instancePath:instancePath+"/except",schemaPath:"#/properties/except/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema70.properties.except.type,parentSchema:schema70.properties.except,data:data4};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
if(data.ipFamilies !== undefined){
let data6 = data.ipFamilies;
if(Array.isArray(data6)){
if(data6.length > 2){
const err15 = {instancePath:instancePath+"/ipFamilies",schemaPath:"#/properties/ipFamilies/maxItems",keyword:"maxItems",params:{limit: 2},message:"must NOT have more than 2 items",schema:2,parentSchema:schema70.properties.ipFamilies,data:data6};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
if(data6.length < 1){
const err16 = {instancePath:instancePath+"/ipFamilies",schemaPath:"#/properties/ipFamilies/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema70.properties.ipFamilies,data:data6};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
const len2 = data6.length;
for(let i2=0; i2<len2; i2++){
let data7 = data6[i2];
if(typeof data7 !== "string"){
const err17 = {instancePath:instancePath+"/ipFamilies/" + i2,schemaPath:"#/properties/ipFamilies/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema70.properties.ipFamilies.items.type,parentSchema:schema70.properties.ipFamilies.items,data:data7};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
if(!((data7 === "IPv4") || (data7 === "IPv6"))){
const err18 = {instancePath:instancePath+"/ipFamilies/" + i2,schemaPath:"#/properties/ipFamilies/items/enum",keyword:"enum",params:{allowedValues: schema70.properties.ipFamilies.items.enum},message:"must be equal to one of the allowed values",schema:schema70.properties.ipFamilies.items.enum,parentSchema:schema70.properties.ipFamilies.items,data:data7};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
let i3 = data6.length;
let j0;
if(i3 > 1){
const indices0 = {};
for(;i3--;){
let item0 = data6[i3];
if(typeof item0 !== "string"){
continue;
}
if(typeof indices0[item0] == "number"){
j0 = indices0[item0];
const err19 = {instancePath:instancePath+"/ipFamilies",schemaPath:"#/properties/ipFamilies/uniqueItems",keyword:"uniqueItems",params:{i: i3, j: j0},message:"must NOT have duplicate items (items ## "+j0+" and "+i3+" are identical)",schema:true,parentSchema:schema70.properties.ipFamilies,data:data6};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
break;
}
indices0[item0] = i3;
}
}
}
else {
const err20 = {instancePath:instancePath+"/ipFamilies",schemaPath:"#/properties/ipFamilies/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema70.properties.ipFamilies.type,parentSchema:schema70.properties.ipFamilies,data:data6};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
}
}
else {
const err21 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema70.type,parentSchema:schema70,data};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
validate75.errors = vErrors;
return errors === 0;
}

const schema71 = {"type":"object","title":"Snat","description":"Packets that leave by a zone under one address.","required":["name","outZone","address"],"properties":{"name":{"type":"string","description":"Name of the item, unique in its list.","format":"dns-label"},"outZone":{"type":"string","description":"Zone by whose interfaces the packets leave.","format":"dns-label"},"from":{"type":"array","description":"Whose packets; absent means everybody's. Zones stand for their `networks` here: what leaves does not say where it came in.","minItems":1,"maxItems":64,"items":{"$ref":"#/$defs/Peer","description":"One kind of counterpart; all fields that are present must hold. At most one of networks, networkSets, networkSetSelector, hosts and domainNames."}},"except":{"type":"array","description":"Destinations that are not translated.","minItems":1,"maxItems":1000,"items":{"type":"string","description":"Address (read as /32 or /128) or CIDR with host bits zero.","format":"network"}},"address":{"type":"string","description":"The source address that they get.","format":"address"}},"additionalProperties":false};

function validate78(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.name === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "name"},message:"must have required property '"+"name"+"'",schema:schema71.required,parentSchema:schema71,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.outZone === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "outZone"},message:"must have required property '"+"outZone"+"'",schema:schema71.required,parentSchema:schema71,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(data.address === undefined){
const err2 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "address"},message:"must have required property '"+"address"+"'",schema:schema71.required,parentSchema:schema71,data};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
for(const key0 in data){
if(!(((((key0 === "name") || (key0 === "outZone")) || (key0 === "from")) || (key0 === "except")) || (key0 === "address"))){
const err3 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema71,data};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.name !== undefined){
let data0 = data.name;
if(typeof data0 === "string"){
if(!(formats0(data0))){
const err4 = {instancePath:instancePath+"/name",schemaPath:"#/properties/name/format",keyword:"format",params:{format: "dns-label"},message:"must match format \""+"dns-label"+"\"",schema:"dns-label",parentSchema:schema71.properties.name,data:data0};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
else {
const err5 = {instancePath:instancePath+"/name",schemaPath:"#/properties/name/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema71.properties.name.type,parentSchema:schema71.properties.name,data:data0};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data.outZone !== undefined){
let data1 = data.outZone;
if(typeof data1 === "string"){
if(!(formats0(data1))){
const err6 = {instancePath:instancePath+"/outZone",schemaPath:"#/properties/outZone/format",keyword:"format",params:{format: "dns-label"},message:"must match format \""+"dns-label"+"\"",schema:"dns-label",parentSchema:schema71.properties.outZone,data:data1};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
else {
const err7 = {instancePath:instancePath+"/outZone",schemaPath:"#/properties/outZone/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema71.properties.outZone.type,parentSchema:schema71.properties.outZone,data:data1};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
if(data.from !== undefined){
let data2 = data.from;
if(Array.isArray(data2)){
if(data2.length > 64){
const err8 = {instancePath:instancePath+"/from",schemaPath:"#/properties/from/maxItems",keyword:"maxItems",params:{limit: 64},message:"must NOT have more than 64 items",schema:64,parentSchema:schema71.properties.from,data:data2};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
if(data2.length < 1){
const err9 = {instancePath:instancePath+"/from",schemaPath:"#/properties/from/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema71.properties.from,data:data2};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
const len0 = data2.length;
for(let i0=0; i0<len0; i0++){
if(!(validate17(data2[i0], {instancePath:instancePath+"/from/" + i0,parentData:data2,parentDataProperty:i0,rootData}))){
vErrors = vErrors === null ? validate17.errors : vErrors.concat(validate17.errors);
errors = vErrors.length;
}
}
}
else {
const err10 = {instancePath:instancePath+"/from",schemaPath:"#/properties/from/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema71.properties.from.type,parentSchema:schema71.properties.from,data:data2};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
if(data.except !== undefined){
let data4 = data.except;
if(Array.isArray(data4)){
if(data4.length > 1000){
const err11 = {instancePath:instancePath+"/except",schemaPath:"#/properties/except/maxItems",keyword:"maxItems",params:{limit: 1000},message:"must NOT have more than 1000 items",schema:1000,parentSchema:schema71.properties.except,data:data4};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
if(data4.length < 1){
const err12 = {instancePath:instancePath+"/except",schemaPath:"#/properties/except/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema71.properties.except,data:data4};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
const len1 = data4.length;
for(let i1=0; i1<len1; i1++){
let data5 = data4[i1];
if(typeof data5 === "string"){
if(!(formats10(data5))){
const err13 = {instancePath:instancePath+"/except/" + i1,schemaPath:"#/properties/except/items/format",keyword:"format",params:{format: "network"},message:"must match format \""+"network"+"\"",schema:"network",parentSchema:schema71.properties.except.items,data:data5};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
else {
const err14 = {instancePath:instancePath+"/except/" + i1,schemaPath:"#/properties/except/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema71.properties.except.items.type,parentSchema:schema71.properties.except.items,data:data5};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
}
else {
const err15 = {instancePath:instancePath+"/except",schemaPath:"#/properties/except/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema71.properties.except.type,parentSchema:schema71.properties.except,data:data4};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
if(data.address !== undefined){
let data6 = data.address;
if(typeof data6 === "string"){
if(!(formats104(data6))){
const err16 = {instancePath:instancePath+"/address",schemaPath:"#/properties/address/format",keyword:"format",params:{format: "address"},message:"must match format \""+"address"+"\"",schema:"address",parentSchema:schema71.properties.address,data:data6};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
else {
const err17 = {instancePath:instancePath+"/address",schemaPath:"#/properties/address/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema71.properties.address.type,parentSchema:schema71.properties.address,data:data6};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
}
else {
const err18 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema71.type,parentSchema:schema71,data};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
validate78.errors = vErrors;
return errors === 0;
}

const schema72 = {"type":"object","title":"PortForward","description":"Ports of this host that lead to another machine.","required":["name","inZone","ports","target"],"properties":{"name":{"type":"string","description":"Name of the item, unique in its list.","format":"dns-label"},"inZone":{"type":"string","description":"Zone by whose interfaces clients come in.","format":"dns-label"},"address":{"type":"string","description":"The address that clients use; absent means every address of this host but loopback, whatever it is at the time.","format":"address"},"ports":{"type":"array","description":"Ports that clients use.","minItems":1,"maxItems":64,"items":{"$ref":"#/$defs/PortSpec","description":"Ports of one transport protocol."}},"target":{"$ref":"#/$defs/ForwardTarget","description":"Where the packets are sent to."},"from":{"type":"array","description":"Which clients; absent means everybody.","minItems":1,"maxItems":64,"items":{"$ref":"#/$defs/Peer","description":"One kind of counterpart; all fields that are present must hold. At most one of networks, networkSets, networkSetSelector, hosts and domainNames."}},"hairpin":{"type":"boolean","description":"Whether the public address works from inside as well: from any interface, from this host itself, and from the zone of the target, whose clients then appear under the address of this host."},"autoAllow":{"type":"boolean","description":"Whether what was translated here is let through without a rule of a policy; a Deny of the tiers Admin and Default wins."}},"additionalProperties":false};
const schema74 = {"type":"object","title":"ForwardTarget","description":"Where the packets are sent to.","required":["address"],"properties":{"address":{"type":"string","description":"Address of the machine.","format":"address"},"port":{"description":"Port there; absent means the one that the client used.","minimum":1,"maximum":65535,"format":"port","type":["integer","string"]}},"additionalProperties":false};

function validate81(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.name === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "name"},message:"must have required property '"+"name"+"'",schema:schema72.required,parentSchema:schema72,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.inZone === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "inZone"},message:"must have required property '"+"inZone"+"'",schema:schema72.required,parentSchema:schema72,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(data.ports === undefined){
const err2 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "ports"},message:"must have required property '"+"ports"+"'",schema:schema72.required,parentSchema:schema72,data};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
if(data.target === undefined){
const err3 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "target"},message:"must have required property '"+"target"+"'",schema:schema72.required,parentSchema:schema72,data};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
for(const key0 in data){
if(!((((((((key0 === "name") || (key0 === "inZone")) || (key0 === "address")) || (key0 === "ports")) || (key0 === "target")) || (key0 === "from")) || (key0 === "hairpin")) || (key0 === "autoAllow"))){
const err4 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema72,data};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.name !== undefined){
let data0 = data.name;
if(typeof data0 === "string"){
if(!(formats0(data0))){
const err5 = {instancePath:instancePath+"/name",schemaPath:"#/properties/name/format",keyword:"format",params:{format: "dns-label"},message:"must match format \""+"dns-label"+"\"",schema:"dns-label",parentSchema:schema72.properties.name,data:data0};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
else {
const err6 = {instancePath:instancePath+"/name",schemaPath:"#/properties/name/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema72.properties.name.type,parentSchema:schema72.properties.name,data:data0};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data.inZone !== undefined){
let data1 = data.inZone;
if(typeof data1 === "string"){
if(!(formats0(data1))){
const err7 = {instancePath:instancePath+"/inZone",schemaPath:"#/properties/inZone/format",keyword:"format",params:{format: "dns-label"},message:"must match format \""+"dns-label"+"\"",schema:"dns-label",parentSchema:schema72.properties.inZone,data:data1};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
else {
const err8 = {instancePath:instancePath+"/inZone",schemaPath:"#/properties/inZone/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema72.properties.inZone.type,parentSchema:schema72.properties.inZone,data:data1};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
if(data.address !== undefined){
let data2 = data.address;
if(typeof data2 === "string"){
if(!(formats104(data2))){
const err9 = {instancePath:instancePath+"/address",schemaPath:"#/properties/address/format",keyword:"format",params:{format: "address"},message:"must match format \""+"address"+"\"",schema:"address",parentSchema:schema72.properties.address,data:data2};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
else {
const err10 = {instancePath:instancePath+"/address",schemaPath:"#/properties/address/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema72.properties.address.type,parentSchema:schema72.properties.address,data:data2};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
if(data.ports !== undefined){
let data3 = data.ports;
if(Array.isArray(data3)){
if(data3.length > 64){
const err11 = {instancePath:instancePath+"/ports",schemaPath:"#/properties/ports/maxItems",keyword:"maxItems",params:{limit: 64},message:"must NOT have more than 64 items",schema:64,parentSchema:schema72.properties.ports,data:data3};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
if(data3.length < 1){
const err12 = {instancePath:instancePath+"/ports",schemaPath:"#/properties/ports/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema72.properties.ports,data:data3};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
const len0 = data3.length;
for(let i0=0; i0<len0; i0++){
let data4 = data3[i0];
if(data4 && typeof data4 == "object" && !Array.isArray(data4)){
if(data4.protocol === undefined){
const err13 = {instancePath:instancePath+"/ports/" + i0,schemaPath:"#/$defs/PortSpec/required",keyword:"required",params:{missingProperty: "protocol"},message:"must have required property '"+"protocol"+"'",schema:schema23.required,parentSchema:schema23,data:data4};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
for(const key1 in data4){
if(!(((key1 === "protocol") || (key1 === "ports")) || (key1 === "sourcePorts"))){
const err14 = {instancePath:instancePath+"/ports/" + i0,schemaPath:"#/$defs/PortSpec/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1},message:"must NOT have additional properties",schema:false,parentSchema:schema23,data:data4};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
if(data4.protocol !== undefined){
let data5 = data4.protocol;
if(typeof data5 !== "string"){
const err15 = {instancePath:instancePath+"/ports/" + i0+"/protocol",schemaPath:"#/$defs/PortSpec/properties/protocol/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema23.properties.protocol.type,parentSchema:schema23.properties.protocol,data:data5};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
if(!(((((data5 === "TCP") || (data5 === "UDP")) || (data5 === "SCTP")) || (data5 === "DCCP")) || (data5 === "UDPLite"))){
const err16 = {instancePath:instancePath+"/ports/" + i0+"/protocol",schemaPath:"#/$defs/PortSpec/properties/protocol/enum",keyword:"enum",params:{allowedValues: schema23.properties.protocol.enum},message:"must be equal to one of the allowed values",schema:schema23.properties.protocol.enum,parentSchema:schema23.properties.protocol,data:data5};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
if(data4.ports !== undefined){
let data6 = data4.ports;
if(Array.isArray(data6)){
if(data6.length > 64){
const err17 = {instancePath:instancePath+"/ports/" + i0+"/ports",schemaPath:"#/$defs/PortSpec/properties/ports/maxItems",keyword:"maxItems",params:{limit: 64},message:"must NOT have more than 64 items",schema:64,parentSchema:schema23.properties.ports,data:data6};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
if(data6.length < 1){
const err18 = {instancePath:instancePath+"/ports/" + i0+"/ports",schemaPath:"#/$defs/PortSpec/properties/ports/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema23.properties.ports,data:data6};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
const len1 = data6.length;
for(let i1=0; i1<len1; i1++){
let data7 = data6[i1];
if((!(((typeof data7 == "number") && (!(data7 % 1) && !isNaN(data7))) && (isFinite(data7)))) && (typeof data7 !== "string")){
const err19 = {instancePath:instancePath+"/ports/" + i0+"/ports/" + i1,schemaPath:"#/$defs/PortSpec/properties/ports/items/type",keyword:"type",params:{type: schema23.properties.ports.items.type},message:"must be integer,string",schema:schema23.properties.ports.items.type,parentSchema:schema23.properties.ports.items,data:data7};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
if((typeof data7 == "number") && (isFinite(data7))){
if(data7 > 65535 || isNaN(data7)){
const err20 = {instancePath:instancePath+"/ports/" + i0+"/ports/" + i1,schemaPath:"#/$defs/PortSpec/properties/ports/items/maximum",keyword:"maximum",params:{comparison: "<=", limit: 65535},message:"must be <= 65535",schema:65535,parentSchema:schema23.properties.ports.items,data:data7};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
if(data7 < 1 || isNaN(data7)){
const err21 = {instancePath:instancePath+"/ports/" + i0+"/ports/" + i1,schemaPath:"#/$defs/PortSpec/properties/ports/items/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema23.properties.ports.items,data:data7};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
}
if(typeof data7 === "string"){
if(!(formats22(data7))){
const err22 = {instancePath:instancePath+"/ports/" + i0+"/ports/" + i1,schemaPath:"#/$defs/PortSpec/properties/ports/items/format",keyword:"format",params:{format: "port"},message:"must match format \""+"port"+"\"",schema:"port",parentSchema:schema23.properties.ports.items,data:data7};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
}
}
}
else {
const err23 = {instancePath:instancePath+"/ports/" + i0+"/ports",schemaPath:"#/$defs/PortSpec/properties/ports/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema23.properties.ports.type,parentSchema:schema23.properties.ports,data:data6};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
}
if(data4.sourcePorts !== undefined){
let data8 = data4.sourcePorts;
if(Array.isArray(data8)){
if(data8.length > 64){
const err24 = {instancePath:instancePath+"/ports/" + i0+"/sourcePorts",schemaPath:"#/$defs/PortSpec/properties/sourcePorts/maxItems",keyword:"maxItems",params:{limit: 64},message:"must NOT have more than 64 items",schema:64,parentSchema:schema23.properties.sourcePorts,data:data8};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
if(data8.length < 1){
const err25 = {instancePath:instancePath+"/ports/" + i0+"/sourcePorts",schemaPath:"#/$defs/PortSpec/properties/sourcePorts/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema23.properties.sourcePorts,data:data8};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
const len2 = data8.length;
for(let i2=0; i2<len2; i2++){
let data9 = data8[i2];
if((!(((typeof data9 == "number") && (!(data9 % 1) && !isNaN(data9))) && (isFinite(data9)))) && (typeof data9 !== "string")){
const err26 = {instancePath:instancePath+"/ports/" + i0+"/sourcePorts/" + i2,schemaPath:"#/$defs/PortSpec/properties/sourcePorts/items/type",keyword:"type",params:{type: schema23.properties.sourcePorts.items.type},message:"must be integer,string",schema:schema23.properties.sourcePorts.items.type,parentSchema:schema23.properties.sourcePorts.items,data:data9};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
if((typeof data9 == "number") && (isFinite(data9))){
if(data9 > 65535 || isNaN(data9)){
const err27 = {instancePath:instancePath+"/ports/" + i0+"/sourcePorts/" + i2,schemaPath:"#/$defs/PortSpec/properties/sourcePorts/items/maximum",keyword:"maximum",params:{comparison: "<=", limit: 65535},message:"must be <= 65535",schema:65535,parentSchema:schema23.properties.sourcePorts.items,data:data9};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
if(data9 < 1 || isNaN(data9)){
const err28 = {instancePath:instancePath+"/ports/" + i0+"/sourcePorts/" + i2,schemaPath:"#/$defs/PortSpec/properties/sourcePorts/items/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema23.properties.sourcePorts.items,data:data9};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
}
if(typeof data9 === "string"){
if(!(formats22(data9))){
const err29 = {instancePath:instancePath+"/ports/" + i0+"/sourcePorts/" + i2,schemaPath:"#/$defs/PortSpec/properties/sourcePorts/items/format",keyword:"format",params:{format: "port"},message:"must match format \""+"port"+"\"",schema:"port",parentSchema:schema23.properties.sourcePorts.items,data:data9};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
}
}
}
else {
const err30 = {instancePath:instancePath+"/ports/" + i0+"/sourcePorts",schemaPath:"#/$defs/PortSpec/properties/sourcePorts/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema23.properties.sourcePorts.type,parentSchema:schema23.properties.sourcePorts,data:data8};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
}
}
else {
const err31 = {instancePath:instancePath+"/ports/" + i0,schemaPath:"#/$defs/PortSpec/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema23.type,parentSchema:schema23,data:data4};
if(vErrors === null){
vErrors = [err31];
}
else {
vErrors.push(err31);
}
errors++;
}
}
}
else {
const err32 = {instancePath:instancePath+"/ports",schemaPath:"#/properties/ports/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema72.properties.ports.type,parentSchema:schema72.properties.ports,data:data3};
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
}
}
if(data.target !== undefined){
let data10 = data.target;
if(data10 && typeof data10 == "object" && !Array.isArray(data10)){
if(data10.address === undefined){
const err33 = {instancePath:instancePath+"/target",schemaPath:"#/$defs/ForwardTarget/required",keyword:"required",params:{missingProperty: "address"},message:"must have required property '"+"address"+"'",schema:schema74.required,parentSchema:schema74,data:data10};
if(vErrors === null){
vErrors = [err33];
}
else {
vErrors.push(err33);
}
errors++;
}
for(const key2 in data10){
if(!((key2 === "address") || (key2 === "port"))){
const err34 = {instancePath:instancePath+"/target",schemaPath:"#/$defs/ForwardTarget/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key2},message:"must NOT have additional properties",schema:false,parentSchema:schema74,data:data10};
if(vErrors === null){
vErrors = [err34];
}
else {
vErrors.push(err34);
}
errors++;
}
}
if(data10.address !== undefined){
let data11 = data10.address;
if(typeof data11 === "string"){
if(!(formats104(data11))){
const err35 = {instancePath:instancePath+"/target/address",schemaPath:"#/$defs/ForwardTarget/properties/address/format",keyword:"format",params:{format: "address"},message:"must match format \""+"address"+"\"",schema:"address",parentSchema:schema74.properties.address,data:data11};
if(vErrors === null){
vErrors = [err35];
}
else {
vErrors.push(err35);
}
errors++;
}
}
else {
const err36 = {instancePath:instancePath+"/target/address",schemaPath:"#/$defs/ForwardTarget/properties/address/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema74.properties.address.type,parentSchema:schema74.properties.address,data:data11};
if(vErrors === null){
vErrors = [err36];
}
else {
vErrors.push(err36);
}
errors++;
}
}
if(data10.port !== undefined){
let data12 = data10.port;
if((!(((typeof data12 == "number") && (!(data12 % 1) && !isNaN(data12))) && (isFinite(data12)))) && (typeof data12 !== "string")){
const err37 = {instancePath:instancePath+"/target/port",schemaPath:"#/$defs/ForwardTarget/properties/port/type",keyword:"type",params:{type: schema74.properties.port.type},message:"must be integer,string",schema:schema74.properties.port.type,parentSchema:schema74.properties.port,data:data12};
if(vErrors === null){
vErrors = [err37];
}
else {
vErrors.push(err37);
}
errors++;
}
if((typeof data12 == "number") && (isFinite(data12))){
if(data12 > 65535 || isNaN(data12)){
const err38 = {instancePath:instancePath+"/target/port",schemaPath:"#/$defs/ForwardTarget/properties/port/maximum",keyword:"maximum",params:{comparison: "<=", limit: 65535},message:"must be <= 65535",schema:65535,parentSchema:schema74.properties.port,data:data12};
if(vErrors === null){
vErrors = [err38];
}
else {
vErrors.push(err38);
}
errors++;
}
if(data12 < 1 || isNaN(data12)){
const err39 = {instancePath:instancePath+"/target/port",schemaPath:"#/$defs/ForwardTarget/properties/port/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema74.properties.port,data:data12};
if(vErrors === null){
vErrors = [err39];
}
else {
vErrors.push(err39);
}
errors++;
}
}
if(typeof data12 === "string"){
if(!(formats22(data12))){
const err40 = {instancePath:instancePath+"/target/port",schemaPath:"#/$defs/ForwardTarget/properties/port/format",keyword:"format",params:{format: "port"},message:"must match format \""+"port"+"\"",schema:"port",parentSchema:schema74.properties.port,data:data12};
if(vErrors === null){
vErrors = [err40];
}
else {
vErrors.push(err40);
}
errors++;
}
}
}
}
else {
const err41 = {instancePath:instancePath+"/target",schemaPath:"#/$defs/ForwardTarget/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema74.type,parentSchema:schema74,data:data10};
if(vErrors === null){
vErrors = [err41];
}
else {
vErrors.push(err41);
}
errors++;
}
}
if(data.from !== undefined){
let data13 = data.from;
if(Array.isArray(data13)){
if(data13.length > 64){
const err42 = {instancePath:instancePath+"/from",schemaPath:"#/properties/from/maxItems",keyword:"maxItems",params:{limit: 64},message:"must NOT have more than 64 items",schema:64,parentSchema:schema72.properties.from,data:data13};
if(vErrors === null){
vErrors = [err42];
}
else {
vErrors.push(err42);
}
errors++;
}
if(data13.length < 1){
const err43 = {instancePath:instancePath+"/from",schemaPath:"#/properties/from/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema72.properties.from,data:data13};
if(vErrors === null){
vErrors = [err43];
}
else {
vErrors.push(err43);
}
errors++;
}
const len3 = data13.length;
for(let i3=0; i3<len3; i3++){
if(!(validate17(data13[i3], {instancePath:instancePath+"/from/" + i3,parentData:data13,parentDataProperty:i3,rootData}))){
vErrors = vErrors === null ? validate17.errors : vErrors.concat(validate17.errors);
errors = vErrors.length;
}
}
}
else {
const err44 = {instancePath:instancePath+"/from",schemaPath:"#/properties/from/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema72.properties.from.type,parentSchema:schema72.properties.from,data:data13};
if(vErrors === null){
vErrors = [err44];
}
else {
vErrors.push(err44);
}
errors++;
}
}
if(data.hairpin !== undefined){
let data15 = data.hairpin;
if(typeof data15 !== "boolean"){
const err45 = {instancePath:instancePath+"/hairpin",schemaPath:"#/properties/hairpin/type",keyword:"type",params:{type: "boolean"},message:"must be boolean",schema:schema72.properties.hairpin.type,parentSchema:schema72.properties.hairpin,data:data15};
if(vErrors === null){
vErrors = [err45];
}
else {
vErrors.push(err45);
}
errors++;
}
}
if(data.autoAllow !== undefined){
let data16 = data.autoAllow;
if(typeof data16 !== "boolean"){
const err46 = {instancePath:instancePath+"/autoAllow",schemaPath:"#/properties/autoAllow/type",keyword:"type",params:{type: "boolean"},message:"must be boolean",schema:schema72.properties.autoAllow.type,parentSchema:schema72.properties.autoAllow,data:data16};
if(vErrors === null){
vErrors = [err46];
}
else {
vErrors.push(err46);
}
errors++;
}
}
}
else {
const err47 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema72.type,parentSchema:schema72,data};
if(vErrors === null){
vErrors = [err47];
}
else {
vErrors.push(err47);
}
errors++;
}
validate81.errors = vErrors;
return errors === 0;
}

const schema75 = {"type":"object","title":"Redirect","description":"Packets led to a port of this host itself.","required":["name","inZone","ports","toPort"],"properties":{"name":{"type":"string","description":"Name of the item, unique in its list.","format":"dns-label"},"inZone":{"type":"string","description":"Zone by whose interfaces the packets come in.","format":"dns-label"},"from":{"type":"array","description":"Whose packets; absent means everybody's.","minItems":1,"maxItems":64,"items":{"$ref":"#/$defs/Peer","description":"One kind of counterpart; all fields that are present must hold. At most one of networks, networkSets, networkSetSelector, hosts and domainNames."}},"to":{"type":"array","description":"Which destinations; absent means any.","minItems":1,"maxItems":64,"items":{"$ref":"#/$defs/Peer","description":"One kind of counterpart; all fields that are present must hold. At most one of networks, networkSets, networkSetSelector, hosts and domainNames."}},"ports":{"type":"array","description":"Destination ports of the packets.","minItems":1,"maxItems":64,"items":{"$ref":"#/$defs/PortSpec","description":"Ports of one transport protocol."}},"toPort":{"description":"Port of this host.","minimum":1,"maximum":65535,"format":"port","type":["integer","string"]},"ipFamilies":{"type":"array","description":"Address families; absent means both.","minItems":1,"maxItems":2,"items":{"type":"string","description":"Address family.","enum":["IPv4","IPv6"]},"uniqueItems":true},"autoAllow":{"type":"boolean","description":"Whether what was redirected here is let in without a rule of a policy; a Deny of the tiers Admin and Default wins."}},"additionalProperties":false};

function validate84(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.name === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "name"},message:"must have required property '"+"name"+"'",schema:schema75.required,parentSchema:schema75,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.inZone === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "inZone"},message:"must have required property '"+"inZone"+"'",schema:schema75.required,parentSchema:schema75,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(data.ports === undefined){
const err2 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "ports"},message:"must have required property '"+"ports"+"'",schema:schema75.required,parentSchema:schema75,data};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
if(data.toPort === undefined){
const err3 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "toPort"},message:"must have required property '"+"toPort"+"'",schema:schema75.required,parentSchema:schema75,data};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
for(const key0 in data){
if(!((((((((key0 === "name") || (key0 === "inZone")) || (key0 === "from")) || (key0 === "to")) || (key0 === "ports")) || (key0 === "toPort")) || (key0 === "ipFamilies")) || (key0 === "autoAllow"))){
const err4 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema75,data};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.name !== undefined){
let data0 = data.name;
if(typeof data0 === "string"){
if(!(formats0(data0))){
const err5 = {instancePath:instancePath+"/name",schemaPath:"#/properties/name/format",keyword:"format",params:{format: "dns-label"},message:"must match format \""+"dns-label"+"\"",schema:"dns-label",parentSchema:schema75.properties.name,data:data0};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
else {
const err6 = {instancePath:instancePath+"/name",schemaPath:"#/properties/name/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema75.properties.name.type,parentSchema:schema75.properties.name,data:data0};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data.inZone !== undefined){
let data1 = data.inZone;
if(typeof data1 === "string"){
if(!(formats0(data1))){
const err7 = {instancePath:instancePath+"/inZone",schemaPath:"#/properties/inZone/format",keyword:"format",params:{format: "dns-label"},message:"must match format \""+"dns-label"+"\"",schema:"dns-label",parentSchema:schema75.properties.inZone,data:data1};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
else {
const err8 = {instancePath:instancePath+"/inZone",schemaPath:"#/properties/inZone/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema75.properties.inZone.type,parentSchema:schema75.properties.inZone,data:data1};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
if(data.from !== undefined){
let data2 = data.from;
if(Array.isArray(data2)){
if(data2.length > 64){
const err9 = {instancePath:instancePath+"/from",schemaPath:"#/properties/from/maxItems",keyword:"maxItems",params:{limit: 64},message:"must NOT have more than 64 items",schema:64,parentSchema:schema75.properties.from,data:data2};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
if(data2.length < 1){
const err10 = {instancePath:instancePath+"/from",schemaPath:"#/properties/from/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema75.properties.from,data:data2};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
const len0 = data2.length;
for(let i0=0; i0<len0; i0++){
if(!(validate17(data2[i0], {instancePath:instancePath+"/from/" + i0,parentData:data2,parentDataProperty:i0,rootData}))){
vErrors = vErrors === null ? validate17.errors : vErrors.concat(validate17.errors);
errors = vErrors.length;
}
}
}
else {
const err11 = {instancePath:instancePath+"/from",schemaPath:"#/properties/from/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema75.properties.from.type,parentSchema:schema75.properties.from,data:data2};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
if(data.to !== undefined){
let data4 = data.to;
if(Array.isArray(data4)){
if(data4.length > 64){
const err12 = {instancePath:instancePath+"/to",schemaPath:"#/properties/to/maxItems",keyword:"maxItems",params:{limit: 64},message:"must NOT have more than 64 items",schema:64,parentSchema:schema75.properties.to,data:data4};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
if(data4.length < 1){
const err13 = {instancePath:instancePath+"/to",schemaPath:"#/properties/to/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema75.properties.to,data:data4};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
const len1 = data4.length;
for(let i1=0; i1<len1; i1++){
if(!(validate17(data4[i1], {instancePath:instancePath+"/to/" + i1,parentData:data4,parentDataProperty:i1,rootData}))){
vErrors = vErrors === null ? validate17.errors : vErrors.concat(validate17.errors);
errors = vErrors.length;
}
}
}
else {
const err14 = {instancePath:instancePath+"/to",schemaPath:"#/properties/to/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema75.properties.to.type,parentSchema:schema75.properties.to,data:data4};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
if(data.ports !== undefined){
let data6 = data.ports;
if(Array.isArray(data6)){
if(data6.length > 64){
const err15 = {instancePath:instancePath+"/ports",schemaPath:"#/properties/ports/maxItems",keyword:"maxItems",params:{limit: 64},message:"must NOT have more than 64 items",schema:64,parentSchema:schema75.properties.ports,data:data6};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
if(data6.length < 1){
const err16 = {instancePath:instancePath+"/ports",schemaPath:"#/properties/ports/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema75.properties.ports,data:data6};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
const len2 = data6.length;
for(let i2=0; i2<len2; i2++){
let data7 = data6[i2];
if(data7 && typeof data7 == "object" && !Array.isArray(data7)){
if(data7.protocol === undefined){
const err17 = {instancePath:instancePath+"/ports/" + i2,schemaPath:"#/$defs/PortSpec/required",keyword:"required",params:{missingProperty: "protocol"},message:"must have required property '"+"protocol"+"'",schema:schema23.required,parentSchema:schema23,data:data7};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
for(const key1 in data7){
if(!(((key1 === "protocol") || (key1 === "ports")) || (key1 === "sourcePorts"))){
const err18 = {instancePath:instancePath+"/ports/" + i2,schemaPath:"#/$defs/PortSpec/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1},message:"must NOT have additional properties",schema:false,parentSchema:schema23,data:data7};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
if(data7.protocol !== undefined){
let data8 = data7.protocol;
if(typeof data8 !== "string"){
const err19 = {instancePath:instancePath+"/ports/" + i2+"/protocol",schemaPath:"#/$defs/PortSpec/properties/protocol/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema23.properties.protocol.type,parentSchema:schema23.properties.protocol,data:data8};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
if(!(((((data8 === "TCP") || (data8 === "UDP")) || (data8 === "SCTP")) || (data8 === "DCCP")) || (data8 === "UDPLite"))){
const err20 = {instancePath:instancePath+"/ports/" + i2+"/protocol",schemaPath:"#/$defs/PortSpec/properties/protocol/enum",keyword:"enum",params:{allowedValues: schema23.properties.protocol.enum},message:"must be equal to one of the allowed values",schema:schema23.properties.protocol.enum,parentSchema:schema23.properties.protocol,data:data8};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
}
if(data7.ports !== undefined){
let data9 = data7.ports;
if(Array.isArray(data9)){
if(data9.length > 64){
const err21 = {instancePath:instancePath+"/ports/" + i2+"/ports",schemaPath:"#/$defs/PortSpec/properties/ports/maxItems",keyword:"maxItems",params:{limit: 64},message:"must NOT have more than 64 items",schema:64,parentSchema:schema23.properties.ports,data:data9};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
if(data9.length < 1){
const err22 = {instancePath:instancePath+"/ports/" + i2+"/ports",schemaPath:"#/$defs/PortSpec/properties/ports/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema23.properties.ports,data:data9};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
const len3 = data9.length;
for(let i3=0; i3<len3; i3++){
let data10 = data9[i3];
if((!(((typeof data10 == "number") && (!(data10 % 1) && !isNaN(data10))) && (isFinite(data10)))) && (typeof data10 !== "string")){
const err23 = {instancePath:instancePath+"/ports/" + i2+"/ports/" + i3,schemaPath:"#/$defs/PortSpec/properties/ports/items/type",keyword:"type",params:{type: schema23.properties.ports.items.type},message:"must be integer,string",schema:schema23.properties.ports.items.type,parentSchema:schema23.properties.ports.items,data:data10};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
if((typeof data10 == "number") && (isFinite(data10))){
if(data10 > 65535 || isNaN(data10)){
const err24 = {instancePath:instancePath+"/ports/" + i2+"/ports/" + i3,schemaPath:"#/$defs/PortSpec/properties/ports/items/maximum",keyword:"maximum",params:{comparison: "<=", limit: 65535},message:"must be <= 65535",schema:65535,parentSchema:schema23.properties.ports.items,data:data10};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
if(data10 < 1 || isNaN(data10)){
const err25 = {instancePath:instancePath+"/ports/" + i2+"/ports/" + i3,schemaPath:"#/$defs/PortSpec/properties/ports/items/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema23.properties.ports.items,data:data10};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
}
if(typeof data10 === "string"){
if(!(formats22(data10))){
const err26 = {instancePath:instancePath+"/ports/" + i2+"/ports/" + i3,schemaPath:"#/$defs/PortSpec/properties/ports/items/format",keyword:"format",params:{format: "port"},message:"must match format \""+"port"+"\"",schema:"port",parentSchema:schema23.properties.ports.items,data:data10};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
}
}
}
else {
const err27 = {instancePath:instancePath+"/ports/" + i2+"/ports",schemaPath:"#/$defs/PortSpec/properties/ports/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema23.properties.ports.type,parentSchema:schema23.properties.ports,data:data9};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
}
if(data7.sourcePorts !== undefined){
let data11 = data7.sourcePorts;
if(Array.isArray(data11)){
if(data11.length > 64){
const err28 = {instancePath:instancePath+"/ports/" + i2+"/sourcePorts",schemaPath:"#/$defs/PortSpec/properties/sourcePorts/maxItems",keyword:"maxItems",params:{limit: 64},message:"must NOT have more than 64 items",schema:64,parentSchema:schema23.properties.sourcePorts,data:data11};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
if(data11.length < 1){
const err29 = {instancePath:instancePath+"/ports/" + i2+"/sourcePorts",schemaPath:"#/$defs/PortSpec/properties/sourcePorts/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema23.properties.sourcePorts,data:data11};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
const len4 = data11.length;
for(let i4=0; i4<len4; i4++){
let data12 = data11[i4];
if((!(((typeof data12 == "number") && (!(data12 % 1) && !isNaN(data12))) && (isFinite(data12)))) && (typeof data12 !== "string")){
const err30 = {instancePath:instancePath+"/ports/" + i2+"/sourcePorts/" + i4,schemaPath:"#/$defs/PortSpec/properties/sourcePorts/items/type",keyword:"type",params:{type: schema23.properties.sourcePorts.items.type},message:"must be integer,string",schema:schema23.properties.sourcePorts.items.type,parentSchema:schema23.properties.sourcePorts.items,data:data12};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
if((typeof data12 == "number") && (isFinite(data12))){
if(data12 > 65535 || isNaN(data12)){
const err31 = {instancePath:instancePath+"/ports/" + i2+"/sourcePorts/" + i4,schemaPath:"#/$defs/PortSpec/properties/sourcePorts/items/maximum",keyword:"maximum",params:{comparison: "<=", limit: 65535},message:"must be <= 65535",schema:65535,parentSchema:schema23.properties.sourcePorts.items,data:data12};
if(vErrors === null){
vErrors = [err31];
}
else {
vErrors.push(err31);
}
errors++;
}
if(data12 < 1 || isNaN(data12)){
const err32 = {instancePath:instancePath+"/ports/" + i2+"/sourcePorts/" + i4,schemaPath:"#/$defs/PortSpec/properties/sourcePorts/items/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema23.properties.sourcePorts.items,data:data12};
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
}
}
if(typeof data12 === "string"){
if(!(formats22(data12))){
const err33 = {instancePath:instancePath+"/ports/" + i2+"/sourcePorts/" + i4,schemaPath:"#/$defs/PortSpec/properties/sourcePorts/items/format",keyword:"format",params:{format: "port"},message:"must match format \""+"port"+"\"",schema:"port",parentSchema:schema23.properties.sourcePorts.items,data:data12};
if(vErrors === null){
vErrors = [err33];
}
else {
vErrors.push(err33);
}
errors++;
}
}
}
}
else {
const err34 = {instancePath:instancePath+"/ports/" + i2+"/sourcePorts",schemaPath:"#/$defs/PortSpec/properties/sourcePorts/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema23.properties.sourcePorts.type,parentSchema:schema23.properties.sourcePorts,data:data11};
if(vErrors === null){
vErrors = [err34];
}
else {
vErrors.push(err34);
}
errors++;
}
}
}
else {
const err35 = {instancePath:instancePath+"/ports/" + i2,schemaPath:"#/$defs/PortSpec/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema23.type,parentSchema:schema23,data:data7};
if(vErrors === null){
vErrors = [err35];
}
else {
vErrors.push(err35);
}
errors++;
}
}
}
else {
const err36 = {instancePath:instancePath+"/ports",schemaPath:"#/properties/ports/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema75.properties.ports.type,parentSchema:schema75.properties.ports,data:data6};
if(vErrors === null){
vErrors = [err36];
}
else {
vErrors.push(err36);
}
errors++;
}
}
if(data.toPort !== undefined){
let data13 = data.toPort;
if((!(((typeof data13 == "number") && (!(data13 % 1) && !isNaN(data13))) && (isFinite(data13)))) && (typeof data13 !== "string")){
const err37 = {instancePath:instancePath+"/toPort",schemaPath:"#/properties/toPort/type",keyword:"type",params:{type: schema75.properties.toPort.type},message:"must be integer,string",schema:schema75.properties.toPort.type,parentSchema:schema75.properties.toPort,data:data13};
if(vErrors === null){
vErrors = [err37];
}
else {
vErrors.push(err37);
}
errors++;
}
if((typeof data13 == "number") && (isFinite(data13))){
if(data13 > 65535 || isNaN(data13)){
const err38 = {instancePath:instancePath+"/toPort",schemaPath:"#/properties/toPort/maximum",keyword:"maximum",params:{comparison: "<=", limit: 65535},message:"must be <= 65535",schema:65535,parentSchema:schema75.properties.toPort,data:data13};
if(vErrors === null){
vErrors = [err38];
}
else {
vErrors.push(err38);
}
errors++;
}
if(data13 < 1 || isNaN(data13)){
const err39 = {instancePath:instancePath+"/toPort",schemaPath:"#/properties/toPort/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema75.properties.toPort,data:data13};
if(vErrors === null){
vErrors = [err39];
}
else {
vErrors.push(err39);
}
errors++;
}
}
if(typeof data13 === "string"){
if(!(formats22(data13))){
const err40 = {instancePath:instancePath+"/toPort",schemaPath:"#/properties/toPort/format",keyword:"format",params:{format: "port"},message:"must match format \""+"port"+"\"",schema:"port",parentSchema:schema75.properties.toPort,data:data13};
if(vErrors === null){
vErrors = [err40];
}
else {
vErrors.push(err40);
}
errors++;
}
}
}
if(data.ipFamilies !== undefined){
let data14 = data.ipFamilies;
if(Array.isArray(data14)){
if(data14.length > 2){
const err41 = {instancePath:instancePath+"/ipFamilies",schemaPath:"#/properties/ipFamilies/maxItems",keyword:"maxItems",params:{limit: 2},message:"must NOT have more than 2 items",schema:2,parentSchema:schema75.properties.ipFamilies,data:data14};
if(vErrors === null){
vErrors = [err41];
}
else {
vErrors.push(err41);
}
errors++;
}
if(data14.length < 1){
const err42 = {instancePath:instancePath+"/ipFamilies",schemaPath:"#/properties/ipFamilies/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema75.properties.ipFamilies,data:data14};
if(vErrors === null){
vErrors = [err42];
}
else {
vErrors.push(err42);
}
errors++;
}
const len5 = data14.length;
for(let i5=0; i5<len5; i5++){
let data15 = data14[i5];
if(typeof data15 !== "string"){
const err43 = {instancePath:instancePath+"/ipFamilies/" + i5,schemaPath:"#/properties/ipFamilies/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema75.properties.ipFamilies.items.type,parentSchema:schema75.properties.ipFamilies.items,data:data15};
if(vErrors === null){
vErrors = [err43];
}
else {
vErrors.push(err43);
}
errors++;
}
if(!((data15 === "IPv4") || (data15 === "IPv6"))){
const err44 = {instancePath:instancePath+"/ipFamilies/" + i5,schemaPath:"#/properties/ipFamilies/items/enum",keyword:"enum",params:{allowedValues: schema75.properties.ipFamilies.items.enum},message:"must be equal to one of the allowed values",schema:schema75.properties.ipFamilies.items.enum,parentSchema:schema75.properties.ipFamilies.items,data:data15};
if(vErrors === null){
vErrors = [err44];
}
else {
vErrors.push(err44);
}
errors++;
}
}
let i6 = data14.length;
let j0;
if(i6 > 1){
const indices0 = {};
for(;i6--;){
let item0 = data14[i6];
if(typeof item0 !== "string"){
continue;
}
if(typeof indices0[item0] == "number"){
j0 = indices0[item0];
const err45 = {instancePath:instancePath+"/ipFamilies",schemaPath:"#/properties/ipFamilies/uniqueItems",keyword:"uniqueItems",params:{i: i6, j: j0},message:"must NOT have duplicate items (items ## "+j0+" and "+i6+" are identical)",schema:true,parentSchema:schema75.properties.ipFamilies,data:data14};
if(vErrors === null){
vErrors = [err45];
}
else {
vErrors.push(err45);
}
errors++;
break;
}
indices0[item0] = i6;
}
}
}
else {
const err46 = {instancePath:instancePath+"/ipFamilies",schemaPath:"#/properties/ipFamilies/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema75.properties.ipFamilies.type,parentSchema:schema75.properties.ipFamilies,data:data14};
if(vErrors === null){
vErrors = [err46];
}
else {
vErrors.push(err46);
}
errors++;
}
}
if(data.autoAllow !== undefined){
let data16 = data.autoAllow;
if(typeof data16 !== "boolean"){
const err47 = {instancePath:instancePath+"/autoAllow",schemaPath:"#/properties/autoAllow/type",keyword:"type",params:{type: "boolean"},message:"must be boolean",schema:schema75.properties.autoAllow.type,parentSchema:schema75.properties.autoAllow,data:data16};
if(vErrors === null){
vErrors = [err47];
}
else {
vErrors.push(err47);
}
errors++;
}
}
}
else {
const err48 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema75.type,parentSchema:schema75,data};
if(vErrors === null){
vErrors = [err48];
}
else {
vErrors.push(err48);
}
errors++;
}
validate84.errors = vErrors;
return errors === 0;
}


function validate69(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.hostSelector === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "hostSelector"},message:"must have required property '"+"hostSelector"+"'",schema:schema68.required,parentSchema:schema68,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
for(const key0 in data){
if(!(func3.call(schema68.properties, key0))){
const err1 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema68,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data.hostSelector !== undefined){
if(!(validate14(data.hostSelector, {instancePath:instancePath+"/hostSelector",parentData:data,parentDataProperty:"hostSelector",rootData}))){
vErrors = vErrors === null ? validate14.errors : vErrors.concat(validate14.errors);
errors = vErrors.length;
}
}
if(data.priority !== undefined){
let data1 = data.priority;
if(!(((typeof data1 == "number") && (!(data1 % 1) && !isNaN(data1))) && (isFinite(data1)))){
const err2 = {instancePath:instancePath+"/priority",schemaPath:"#/properties/priority/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema68.properties.priority.type,parentSchema:schema68.properties.priority,data:data1};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
if((typeof data1 == "number") && (isFinite(data1))){
if(data1 > 1000 || isNaN(data1)){
const err3 = {instancePath:instancePath+"/priority",schemaPath:"#/properties/priority/maximum",keyword:"maximum",params:{comparison: "<=", limit: 1000},message:"must be <= 1000",schema:1000,parentSchema:schema68.properties.priority,data:data1};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
if(data1 < 0 || isNaN(data1)){
const err4 = {instancePath:instancePath+"/priority",schemaPath:"#/properties/priority/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0",schema:0,parentSchema:schema68.properties.priority,data:data1};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
}
if(data.variables !== undefined){
let data2 = data.variables;
if(data2 && typeof data2 == "object" && !Array.isArray(data2)){
if(Object.keys(data2).length > 256){
const err5 = {instancePath:instancePath+"/variables",schemaPath:"#/properties/variables/maxProperties",keyword:"maxProperties",params:{limit: 256},message:"must NOT have more than 256 properties",schema:256,parentSchema:schema68.properties.variables,data:data2};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
for(const key1 in data2){
let data3 = data2[key1];
if((!(((typeof data3 == "number") && (!(data3 % 1) && !isNaN(data3))) && (isFinite(data3)))) && (typeof data3 !== "string")){
const err6 = {instancePath:instancePath+"/variables/" + key1.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/variables/additionalProperties/type",keyword:"type",params:{type: schema68.properties.variables.additionalProperties.type},message:"must be integer,string",schema:schema68.properties.variables.additionalProperties.type,parentSchema:schema68.properties.variables.additionalProperties,data:data3};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
if(typeof data3 === "string"){
if(func2(data3) > 128){
const err7 = {instancePath:instancePath+"/variables/" + key1.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/variables/additionalProperties/maxLength",keyword:"maxLength",params:{limit: 128},message:"must NOT have more than 128 characters",schema:128,parentSchema:schema68.properties.variables.additionalProperties,data:data3};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
}
}
else {
const err8 = {instancePath:instancePath+"/variables",schemaPath:"#/properties/variables/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema68.properties.variables.type,parentSchema:schema68.properties.variables,data:data2};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
if(data.exempt !== undefined){
let data4 = data.exempt;
if(Array.isArray(data4)){
if(data4.length > 1000){
const err9 = {instancePath:instancePath+"/exempt",schemaPath:"#/properties/exempt/maxItems",keyword:"maxItems",params:{limit: 1000},message:"must NOT have more than 1000 items",schema:1000,parentSchema:schema68.properties.exempt,data:data4};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
if(data4.length < 1){
const err10 = {instancePath:instancePath+"/exempt",schemaPath:"#/properties/exempt/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema68.properties.exempt,data:data4};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
const len0 = data4.length;
for(let i0=0; i0<len0; i0++){
if(!(validate71(data4[i0], {instancePath:instancePath+"/exempt/" + i0,parentData:data4,parentDataProperty:i0,rootData}))){
vErrors = vErrors === null ? validate71.errors : vErrors.concat(validate71.errors);
errors = vErrors.length;
}
}
}
else {
const err11 = {instancePath:instancePath+"/exempt",schemaPath:"#/properties/exempt/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema68.properties.exempt.type,parentSchema:schema68.properties.exempt,data:data4};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
if(data.masquerade !== undefined){
let data6 = data.masquerade;
if(Array.isArray(data6)){
if(data6.length > 1000){
const err12 = {instancePath:instancePath+"/masquerade",schemaPath:"#/properties/masquerade/maxItems",keyword:"maxItems",params:{limit: 1000},message:"must NOT have more than 1000 items",schema:1000,parentSchema:schema68.properties.masquerade,data:data6};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
if(data6.length < 1){
const err13 = {instancePath:instancePath+"/masquerade",schemaPath:"#/properties/masquerade/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema68.properties.masquerade,data:data6};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
const len1 = data6.length;
for(let i1=0; i1<len1; i1++){
if(!(validate75(data6[i1], {instancePath:instancePath+"/masquerade/" + i1,parentData:data6,parentDataProperty:i1,rootData}))){
vErrors = vErrors === null ? validate75.errors : vErrors.concat(validate75.errors);
errors = vErrors.length;
}
}
}
else {
const err14 = {instancePath:instancePath+"/masquerade",schemaPath:"#/properties/masquerade/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema68.properties.masquerade.type,parentSchema:schema68.properties.masquerade,data:data6};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
if(data.snat !== undefined){
let data8 = data.snat;
if(Array.isArray(data8)){
if(data8.length > 1000){
const err15 = {instancePath:instancePath+"/snat",schemaPath:"#/properties/snat/maxItems",keyword:"maxItems",params:{limit: 1000},message:"must NOT have more than 1000 items",schema:1000,parentSchema:schema68.properties.snat,data:data8};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
if(data8.length < 1){
const err16 = {instancePath:instancePath+"/snat",schemaPath:"#/properties/snat/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema68.properties.snat,data:data8};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
const len2 = data8.length;
for(let i2=0; i2<len2; i2++){
if(!(validate78(data8[i2], {instancePath:instancePath+"/snat/" + i2,parentData:data8,parentDataProperty:i2,rootData}))){
vErrors = vErrors === null ? validate78.errors : vErrors.concat(validate78.errors);
errors = vErrors.length;
}
}
}
else {
const err17 = {instancePath:instancePath+"/snat",schemaPath:"#/properties/snat/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema68.properties.snat.type,parentSchema:schema68.properties.snat,data:data8};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
if(data.portForwards !== undefined){
let data10 = data.portForwards;
if(Array.isArray(data10)){
if(data10.length > 1000){
const err18 = {instancePath:instancePath+"/portForwards",schemaPath:"#/properties/portForwards/maxItems",keyword:"maxItems",params:{limit: 1000},message:"must NOT have more than 1000 items",schema:1000,parentSchema:schema68.properties.portForwards,data:data10};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
if(data10.length < 1){
const err19 = {instancePath:instancePath+"/portForwards",schemaPath:"#/properties/portForwards/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema68.properties.portForwards,data:data10};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
const len3 = data10.length;
for(let i3=0; i3<len3; i3++){
if(!(validate81(data10[i3], {instancePath:instancePath+"/portForwards/" + i3,parentData:data10,parentDataProperty:i3,rootData}))){
vErrors = vErrors === null ? validate81.errors : vErrors.concat(validate81.errors);
errors = vErrors.length;
}
}
}
else {
const err20 = {instancePath:instancePath+"/portForwards",schemaPath:"#/properties/portForwards/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema68.properties.portForwards.type,parentSchema:schema68.properties.portForwards,data:data10};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
}
if(data.redirects !== undefined){
let data12 = data.redirects;
if(Array.isArray(data12)){
if(data12.length > 1000){
const err21 = {instancePath:instancePath+"/redirects",schemaPath:"#/properties/redirects/maxItems",keyword:"maxItems",params:{limit: 1000},message:"must NOT have more than 1000 items",schema:1000,parentSchema:schema68.properties.redirects,data:data12};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
if(data12.length < 1){
const err22 = {instancePath:instancePath+"/redirects",schemaPath:"#/properties/redirects/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema68.properties.redirects,data:data12};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
const len4 = data12.length;
for(let i4=0; i4<len4; i4++){
if(!(validate84(data12[i4], {instancePath:instancePath+"/redirects/" + i4,parentData:data12,parentDataProperty:i4,rootData}))){
vErrors = vErrors === null ? validate84.errors : vErrors.concat(validate84.errors);
errors = vErrors.length;
}
}
}
else {
const err23 = {instancePath:instancePath+"/redirects",schemaPath:"#/properties/redirects/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema68.properties.redirects.type,parentSchema:schema68.properties.redirects,data:data12};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
}
if(data.oneToOne !== undefined){
let data14 = data.oneToOne;
if(Array.isArray(data14)){
if(data14.length > 1000){
const err24 = {instancePath:instancePath+"/oneToOne",schemaPath:"#/properties/oneToOne/maxItems",keyword:"maxItems",params:{limit: 1000},message:"must NOT have more than 1000 items",schema:1000,parentSchema:schema68.properties.oneToOne,data:data14};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
if(data14.length < 1){
const err25 = {instancePath:instancePath+"/oneToOne",schemaPath:"#/properties/oneToOne/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema68.properties.oneToOne,data:data14};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
const len5 = data14.length;
for(let i5=0; i5<len5; i5++){
let data15 = data14[i5];
if(data15 && typeof data15 == "object" && !Array.isArray(data15)){
if(data15.name === undefined){
const err26 = {instancePath:instancePath+"/oneToOne/" + i5,schemaPath:"#/$defs/OneToOne/required",keyword:"required",params:{missingProperty: "name"},message:"must have required property '"+"name"+"'",schema:schema77.required,parentSchema:schema77,data:data15};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
if(data15.zone === undefined){
const err27 = {instancePath:instancePath+"/oneToOne/" + i5,schemaPath:"#/$defs/OneToOne/required",keyword:"required",params:{missingProperty: "zone"},message:"must have required property '"+"zone"+"'",schema:schema77.required,parentSchema:schema77,data:data15};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
if(data15.external === undefined){
const err28 = {instancePath:instancePath+"/oneToOne/" + i5,schemaPath:"#/$defs/OneToOne/required",keyword:"required",params:{missingProperty: "external"},message:"must have required property '"+"external"+"'",schema:schema77.required,parentSchema:schema77,data:data15};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
if(data15.internal === undefined){
const err29 = {instancePath:instancePath+"/oneToOne/" + i5,schemaPath:"#/$defs/OneToOne/required",keyword:"required",params:{missingProperty: "internal"},message:"must have required property '"+"internal"+"'",schema:schema77.required,parentSchema:schema77,data:data15};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
for(const key2 in data15){
if(!((((key2 === "name") || (key2 === "zone")) || (key2 === "external")) || (key2 === "internal"))){
const err30 = {instancePath:instancePath+"/oneToOne/" + i5,schemaPath:"#/$defs/OneToOne/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key2},message:"must NOT have additional properties",schema:false,parentSchema:schema77,data:data15};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
}
if(data15.name !== undefined){
let data16 = data15.name;
if(typeof data16 === "string"){
if(!(formats0(data16))){
const err31 = {instancePath:instancePath+"/oneToOne/" + i5+"/name",schemaPath:"#/$defs/OneToOne/properties/name/format",keyword:"format",params:{format: "dns-label"},message:"must match format \""+"dns-label"+"\"",schema:"dns-label",parentSchema:schema77.properties.name,data:data16};
if(vErrors === null){
vErrors = [err31];
}
else {
vErrors.push(err31);
}
errors++;
}
}
else {
const err32 = {instancePath:instancePath+"/oneToOne/" + i5+"/name",schemaPath:"#/$defs/OneToOne/properties/name/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema77.properties.name.type,parentSchema:schema77.properties.name,data:data16};
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
}
}
if(data15.zone !== undefined){
let data17 = data15.zone;
if(typeof data17 === "string"){
if(!(formats0(data17))){
const err33 = {instancePath:instancePath+"/oneToOne/" + i5+"/zone",schemaPath:"#/$defs/OneToOne/properties/zone/format",keyword:"format",params:{format: "dns-label"},message:"must match format \""+"dns-label"+"\"",schema:"dns-label",parentSchema:schema77.properties.zone,data:data17};
if(vErrors === null){
vErrors = [err33];
}
else {
vErrors.push(err33);
}
errors++;
}
}
else {
const err34 = {instancePath:instancePath+"/oneToOne/" + i5+"/zone",schemaPath:"#/$defs/OneToOne/properties/zone/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema77.properties.zone.type,parentSchema:schema77.properties.zone,data:data17};
if(vErrors === null){
vErrors = [err34];
}
else {
vErrors.push(err34);
}
errors++;
}
}
if(data15.external !== undefined){
let data18 = data15.external;
if(typeof data18 === "string"){
if(!(formats10(data18))){
const err35 = {instancePath:instancePath+"/oneToOne/" + i5+"/external",schemaPath:"#/$defs/OneToOne/properties/external/format",keyword:"format",params:{format: "network"},message:"must match format \""+"network"+"\"",schema:"network",parentSchema:schema77.properties.external,data:data18};
if(vErrors === null){
vErrors = [err35];
}
else {
vErrors.push(err35);
}
errors++;
}
}
else {
const err36 = {instancePath:instancePath+"/oneToOne/" + i5+"/external",schemaPath:"#/$defs/OneToOne/properties/external/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema77.properties.external.type,parentSchema:schema77.properties.external,data:data18};
if(vErrors === null){
vErrors = [err36];
}
else {
vErrors.push(err36);
}
errors++;
}
}
if(data15.internal !== undefined){
let data19 = data15.internal;
if(typeof data19 === "string"){
if(!(formats10(data19))){
const err37 = {instancePath:instancePath+"/oneToOne/" + i5+"/internal",schemaPath:"#/$defs/OneToOne/properties/internal/format",keyword:"format",params:{format: "network"},message:"must match format \""+"network"+"\"",schema:"network",parentSchema:schema77.properties.internal,data:data19};
if(vErrors === null){
vErrors = [err37];
}
else {
vErrors.push(err37);
}
errors++;
}
}
else {
const err38 = {instancePath:instancePath+"/oneToOne/" + i5+"/internal",schemaPath:"#/$defs/OneToOne/properties/internal/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema77.properties.internal.type,parentSchema:schema77.properties.internal,data:data19};
if(vErrors === null){
vErrors = [err38];
}
else {
vErrors.push(err38);
}
errors++;
}
}
}
else {
const err39 = {instancePath:instancePath+"/oneToOne/" + i5,schemaPath:"#/$defs/OneToOne/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema77.type,parentSchema:schema77,data:data15};
if(vErrors === null){
vErrors = [err39];
}
else {
vErrors.push(err39);
}
errors++;
}
}
}
else {
const err40 = {instancePath:instancePath+"/oneToOne",schemaPath:"#/properties/oneToOne/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema68.properties.oneToOne.type,parentSchema:schema68.properties.oneToOne,data:data14};
if(vErrors === null){
vErrors = [err40];
}
else {
vErrors.push(err40);
}
errors++;
}
}
if(data.npt6 !== undefined){
let data20 = data.npt6;
if(Array.isArray(data20)){
if(data20.length > 1000){
const err41 = {instancePath:instancePath+"/npt6",schemaPath:"#/properties/npt6/maxItems",keyword:"maxItems",params:{limit: 1000},message:"must NOT have more than 1000 items",schema:1000,parentSchema:schema68.properties.npt6,data:data20};
if(vErrors === null){
vErrors = [err41];
}
else {
vErrors.push(err41);
}
errors++;
}
if(data20.length < 1){
const err42 = {instancePath:instancePath+"/npt6",schemaPath:"#/properties/npt6/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema68.properties.npt6,data:data20};
if(vErrors === null){
vErrors = [err42];
}
else {
vErrors.push(err42);
}
errors++;
}
const len6 = data20.length;
for(let i6=0; i6<len6; i6++){
let data21 = data20[i6];
if(data21 && typeof data21 == "object" && !Array.isArray(data21)){
if(data21.name === undefined){
const err43 = {instancePath:instancePath+"/npt6/" + i6,schemaPath:"#/$defs/Npt6/required",keyword:"required",params:{missingProperty: "name"},message:"must have required property '"+"name"+"'",schema:schema78.required,parentSchema:schema78,data:data21};
if(vErrors === null){
vErrors = [err43];
}
else {
vErrors.push(err43);
}
errors++;
}
if(data21.zone === undefined){
const err44 = {instancePath:instancePath+"/npt6/" + i6,schemaPath:"#/$defs/Npt6/required",keyword:"required",params:{missingProperty: "zone"},message:"must have required property '"+"zone"+"'",schema:schema78.required,parentSchema:schema78,data:data21};
if(vErrors === null){
vErrors = [err44];
}
else {
vErrors.push(err44);
}
errors++;
}
if(data21.internal === undefined){
const err45 = {instancePath:instancePath+"/npt6/" + i6,schemaPath:"#/$defs/Npt6/required",keyword:"required",params:{missingProperty: "internal"},message:"must have required property '"+"internal"+"'",schema:schema78.required,parentSchema:schema78,data:data21};
if(vErrors === null){
vErrors = [err45];
}
else {
vErrors.push(err45);
}
errors++;
}
if(data21.external === undefined){
const err46 = {instancePath:instancePath+"/npt6/" + i6,schemaPath:"#/$defs/Npt6/required",keyword:"required",params:{missingProperty: "external"},message:"must have required property '"+"external"+"'",schema:schema78.required,parentSchema:schema78,data:data21};
if(vErrors === null){
vErrors = [err46];
}
else {
vErrors.push(err46);
}
errors++;
}
for(const key3 in data21){
if(!((((key3 === "name") || (key3 === "zone")) || (key3 === "internal")) || (key3 === "external"))){
const err47 = {instancePath:instancePath+"/npt6/" + i6,schemaPath:"#/$defs/Npt6/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key3},message:"must NOT have additional properties",schema:false,parentSchema:schema78,data:data21};
if(vErrors === null){
vErrors = [err47];
}
else {
vErrors.push(err47);
}
errors++;
}
}
if(data21.name !== undefined){
let data22 = data21.name;
if(typeof data22 === "string"){
if(!(formats0(data22))){
const err48 = {instancePath:instancePath+"/npt6/" + i6+"/name",schemaPath:"#/$defs/Npt6/properties/name/format",keyword:"format",params:{format: "dns-label"},message:"must match format \""+"dns-label"+"\"",schema:"dns-label",parentSchema:schema78.properties.name,data:data22};
if(vErrors === null){
vErrors = [err48];
}
else {
vErrors.push(err48);
}
errors++;
}
}
else {
const err49 = {instancePath:instancePath+"/npt6/" + i6+"/name",schemaPath:"#/$defs/Npt6/properties/name/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema78.properties.name.type,parentSchema:schema78.properties.name,data:data22};
if(vErrors === null){
vErrors = [err49];
}
else {
vErrors.push(err49);
}
errors++;
}
}
if(data21.zone !== undefined){
let data23 = data21.zone;
if(typeof data23 === "string"){
if(!(formats0(data23))){
const err50 = {instancePath:instancePath+"/npt6/" + i6+"/zone",schemaPath:"#/$defs/Npt6/properties/zone/format",keyword:"format",params:{format: "dns-label"},message:"must match format \""+"dns-label"+"\"",schema:"dns-label",parentSchema:schema78.properties.zone,data:data23};
if(vErrors === null){
vErrors = [err50];
}
else {
vErrors.push(err50);
}
errors++;
}
}
else {
const err51 = {instancePath:instancePath+"/npt6/" + i6+"/zone",schemaPath:"#/$defs/Npt6/properties/zone/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema78.properties.zone.type,parentSchema:schema78.properties.zone,data:data23};
if(vErrors === null){
vErrors = [err51];
}
else {
vErrors.push(err51);
}
errors++;
}
}
if(data21.internal !== undefined){
let data24 = data21.internal;
if(typeof data24 === "string"){
if(!(formats10(data24))){
const err52 = {instancePath:instancePath+"/npt6/" + i6+"/internal",schemaPath:"#/$defs/Npt6/properties/internal/format",keyword:"format",params:{format: "network"},message:"must match format \""+"network"+"\"",schema:"network",parentSchema:schema78.properties.internal,data:data24};
if(vErrors === null){
vErrors = [err52];
}
else {
vErrors.push(err52);
}
errors++;
}
}
else {
const err53 = {instancePath:instancePath+"/npt6/" + i6+"/internal",schemaPath:"#/$defs/Npt6/properties/internal/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema78.properties.internal.type,parentSchema:schema78.properties.internal,data:data24};
if(vErrors === null){
vErrors = [err53];
}
else {
vErrors.push(err53);
}
errors++;
}
}
if(data21.external !== undefined){
let data25 = data21.external;
if(typeof data25 === "string"){
if(!(formats10(data25))){
const err54 = {instancePath:instancePath+"/npt6/" + i6+"/external",schemaPath:"#/$defs/Npt6/properties/external/format",keyword:"format",params:{format: "network"},message:"must match format \""+"network"+"\"",schema:"network",parentSchema:schema78.properties.external,data:data25};
if(vErrors === null){
vErrors = [err54];
}
else {
vErrors.push(err54);
}
errors++;
}
}
else {
const err55 = {instancePath:instancePath+"/npt6/" + i6+"/external",schemaPath:"#/$defs/Npt6/properties/external/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema78.properties.external.type,parentSchema:schema78.properties.external,data:data25};
if(vErrors === null){
vErrors = [err55];
}
else {
vErrors.push(err55);
}
errors++;
}
}
}
else {
const err56 = {instancePath:instancePath+"/npt6/" + i6,schemaPath:"#/$defs/Npt6/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema78.type,parentSchema:schema78,data:data21};
if(vErrors === null){
vErrors = [err56];
}
else {
vErrors.push(err56);
}
errors++;
}
}
}
else {
const err57 = {instancePath:instancePath+"/npt6",schemaPath:"#/properties/npt6/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema68.properties.npt6.type,parentSchema:schema68.properties.npt6,data:data20};
if(vErrors === null){
vErrors = [err57];
}
else {
vErrors.push(err57);
}
errors++;
}
}
}
else {
const err58 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema68.type,parentSchema:schema68,data};
if(vErrors === null){
vErrors = [err58];
}
else {
vErrors.push(err58);
}
errors++;
}
validate69.errors = vErrors;
return errors === 0;
}


function validate68(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.apiVersion === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "apiVersion"},message:"must have required property '"+"apiVersion"+"'",schema:schema66.required,parentSchema:schema66,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.kind === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "kind"},message:"must have required property '"+"kind"+"'",schema:schema66.required,parentSchema:schema66,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(data.metadata === undefined){
const err2 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "metadata"},message:"must have required property '"+"metadata"+"'",schema:schema66.required,parentSchema:schema66,data};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
if(data.spec === undefined){
const err3 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "spec"},message:"must have required property '"+"spec"+"'",schema:schema66.required,parentSchema:schema66,data};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
for(const key0 in data){
if(!((((key0 === "apiVersion") || (key0 === "kind")) || (key0 === "metadata")) || (key0 === "spec"))){
const err4 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema66,data};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.apiVersion !== undefined){
let data0 = data.apiVersion;
if(typeof data0 !== "string"){
const err5 = {instancePath:instancePath+"/apiVersion",schemaPath:"#/properties/apiVersion/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema66.properties.apiVersion.type,parentSchema:schema66.properties.apiVersion,data:data0};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
if("gatewright.dev/v1alpha1" !== data0){
const err6 = {instancePath:instancePath+"/apiVersion",schemaPath:"#/properties/apiVersion/const",keyword:"const",params:{allowedValue: "gatewright.dev/v1alpha1"},message:"must be equal to constant",schema:"gatewright.dev/v1alpha1",parentSchema:schema66.properties.apiVersion,data:data0};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data.kind !== undefined){
let data1 = data.kind;
if(typeof data1 !== "string"){
const err7 = {instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema66.properties.kind.type,parentSchema:schema66.properties.kind,data:data1};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
if("NatPolicy" !== data1){
const err8 = {instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "NatPolicy"},message:"must be equal to constant",schema:"NatPolicy",parentSchema:schema66.properties.kind,data:data1};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
if(data.metadata !== undefined){
let data2 = data.metadata;
if(data2 && typeof data2 == "object" && !Array.isArray(data2)){
if(data2.name === undefined){
const err9 = {instancePath:instancePath+"/metadata",schemaPath:"#/$defs/Metadata/required",keyword:"required",params:{missingProperty: "name"},message:"must have required property '"+"name"+"'",schema:schema14.required,parentSchema:schema14,data:data2};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
for(const key1 in data2){
if(!(((key1 === "name") || (key1 === "labels")) || (key1 === "annotations"))){
const err10 = {instancePath:instancePath+"/metadata",schemaPath:"#/$defs/Metadata/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1},message:"must NOT have additional properties",schema:false,parentSchema:schema14,data:data2};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
if(data2.name !== undefined){
let data3 = data2.name;
if(typeof data3 === "string"){
if(!(formats0(data3))){
const err11 = {instancePath:instancePath+"/metadata/name",schemaPath:"#/$defs/Metadata/properties/name/format",keyword:"format",params:{format: "dns-label"},message:"must match format \""+"dns-label"+"\"",schema:"dns-label",parentSchema:schema14.properties.name,data:data3};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
else {
const err12 = {instancePath:instancePath+"/metadata/name",schemaPath:"#/$defs/Metadata/properties/name/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema14.properties.name.type,parentSchema:schema14.properties.name,data:data3};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
if(data2.labels !== undefined){
let data4 = data2.labels;
if(data4 && typeof data4 == "object" && !Array.isArray(data4)){
if(Object.keys(data4).length > 64){
const err13 = {instancePath:instancePath+"/metadata/labels",schemaPath:"#/$defs/Metadata/properties/labels/maxProperties",keyword:"maxProperties",params:{limit: 64},message:"must NOT have more than 64 properties",schema:64,parentSchema:schema14.properties.labels,data:data4};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
for(const key2 in data4){
let data5 = data4[key2];
if(typeof data5 === "string"){
if(func2(data5) > 256){
const err14 = {instancePath:instancePath+"/metadata/labels/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/$defs/Metadata/properties/labels/additionalProperties/maxLength",keyword:"maxLength",params:{limit: 256},message:"must NOT have more than 256 characters",schema:256,parentSchema:schema14.properties.labels.additionalProperties,data:data5};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
else {
const err15 = {instancePath:instancePath+"/metadata/labels/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/$defs/Metadata/properties/labels/additionalProperties/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema14.properties.labels.additionalProperties.type,parentSchema:schema14.properties.labels.additionalProperties,data:data5};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
}
else {
const err16 = {instancePath:instancePath+"/metadata/labels",schemaPath:"#/$defs/Metadata/properties/labels/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema14.properties.labels.type,parentSchema:schema14.properties.labels,data:data4};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
if(data2.annotations !== undefined){
let data6 = data2.annotations;
if(data6 && typeof data6 == "object" && !Array.isArray(data6)){
if(Object.keys(data6).length > 256){
const err17 = {instancePath:instancePath+"/metadata/annotations",schemaPath:"#/$defs/Metadata/properties/annotations/maxProperties",keyword:"maxProperties",params:{limit: 256},message:"must NOT have more than 256 properties",schema:256,parentSchema:schema14.properties.annotations,data:data6};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
for(const key3 in data6){
let data7 = data6[key3];
if(typeof data7 !== "string"){
const err18 = {instancePath:instancePath+"/metadata/annotations/" + key3.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/$defs/Metadata/properties/annotations/additionalProperties/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema14.properties.annotations.additionalProperties.type,parentSchema:schema14.properties.annotations.additionalProperties,data:data7};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
}
else {
const err19 = {instancePath:instancePath+"/metadata/annotations",schemaPath:"#/$defs/Metadata/properties/annotations/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema14.properties.annotations.type,parentSchema:schema14.properties.annotations,data:data6};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
}
else {
const err20 = {instancePath:instancePath+"/metadata",schemaPath:"#/$defs/Metadata/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema14.type,parentSchema:schema14,data:data2};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
}
if(data.spec !== undefined){
if(!(validate69(data.spec, {instancePath:instancePath+"/spec",parentData:data,parentDataProperty:"spec",rootData}))){
vErrors = vErrors === null ? validate69.errors : vErrors.concat(validate69.errors);
errors = vErrors.length;
}
}
}
else {
const err21 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema66.type,parentSchema:schema66,data};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
validate68.errors = vErrors;
return errors === 0;
}


function validate67(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
/*# sourceURL="NatPolicy" */;
let vErrors = null;
let errors = 0;
if(!(validate68(data, {instancePath,parentData,parentDataProperty,rootData}))){
vErrors = vErrors === null ? validate68.errors : vErrors.concat(validate68.errors);
errors = vErrors.length;
}
validate67.errors = vErrors;
return errors === 0;
}

export const validateNetworkSet = validate90;
const schema79 = {"$id":"NetworkSet","$ref":"gatewright#/$defs/NetworkSet"};
const schema80 = {"title":"NetworkSet","description":"Addresses under one name, for the peers of policies.","type":"object","additionalProperties":false,"required":["apiVersion","kind","metadata","spec"],"properties":{"apiVersion":{"type":"string","const":"gatewright.dev/v1alpha1","description":"Always gatewright.dev/v1alpha1."},"kind":{"type":"string","const":"NetworkSet","description":"Always NetworkSet."},"metadata":{"$ref":"#/$defs/Metadata"},"spec":{"$ref":"#/$defs/NetworkSetSpec","description":"Which addresses belong to the set."}}};
const schema82 = {"type":"object","description":"Which addresses belong to the set.","minProperties":1,"properties":{"networks":{"type":"array","description":"Networks of the set; overlaps merge.","minItems":0,"maxItems":50000,"items":{"type":"string","description":"Address (read as /32 or /128) or CIDR with host bits zero.","format":"network"}},"file":{"type":"string","description":"File of further networks, one a line, with `#` comments and blank lines; a path relative to the folder of this manifest, in it or below it. Its name ends in .txt, .list or .netset.","format":"list-path"},"entries":{"type":"array","description":"Further networks, each with a reason and, where it is meant for a while, an end. An entry that is past its end does not belong to the set, and status says so. Where its end closes something (in what a rule allows, and in the `except` of a refusal) the kernel takes it out itself, also while no controller runs; everywhere else it stays until the controller takes it out. A set that is used in both ways becomes two ipsets (`gw4-<name>.until` is the one that the kernel keeps), and a set with such entries is an ipset even with a single one, so that no rule changes when it ends.","minItems":1,"maxItems":10000,"items":{"$ref":"#/$defs/Entry","description":"One network, for a reason, for a while."}},"domainNames":{"type":"array","description":"Names in DNS, resolved as in the peers of policies: the addresses that they stand for belong to the set. A set with names can be used in an Allow only.","minItems":1,"maxItems":64,"items":{"type":"string","description":"A name of two or more labels, such as updates.example.org.","format":"domain-name"},"uniqueItems":true},"include":{"type":"array","description":"Other NetworkSets whose networks belong to this one as well.","minItems":1,"maxItems":256,"items":{"type":"string","description":"Name of a NetworkSet.","format":"dns-label"},"uniqueItems":true}},"title":"NetworkSetSpec","additionalProperties":false};
const schema83 = {"type":"object","title":"Entry","description":"One network, for a reason, for a while.","required":["network"],"properties":{"network":{"type":"string","description":"Address (read as /32 or /128) or CIDR with host bits zero.","format":"network"},"expires":{"type":"string","description":"First moment at which the network belongs to the set no more, such as \"2026-12-31T23:59:59Z\"; for ever when absent.","format":"time"},"reason":{"type":"string","description":"Why, for people.","minLength":1,"maxLength":256}},"additionalProperties":false};
const formats180 = formats["list-path"];

function validate92(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(Object.keys(data).length < 1){
const err0 = {instancePath,schemaPath:"#/minProperties",keyword:"minProperties",params:{limit: 1},message:"must NOT have fewer than 1 properties",schema:1,parentSchema:schema82,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
for(const key0 in data){
if(!(((((key0 === "networks") || (key0 === "file")) || (key0 === "entries")) || (key0 === "domainNames")) || (key0 === "include"))){
const err1 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema82,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data.networks !== undefined){
let data0 = data.networks;
if(Array.isArray(data0)){
if(data0.length > 50000){
const err2 = {instancePath:instancePath+"/networks",schemaPath:"#/properties/networks/maxItems",keyword:"maxItems",params:{limit: 50000},message:"must NOT have more than 50000 items",schema:50000,parentSchema:schema82.properties.networks,data:data0};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
if(data0.length < 0){
const err3 = {instancePath:instancePath+"/networks",schemaPath:"#/properties/networks/minItems",keyword:"minItems",params:{limit: 0},message:"must NOT have fewer than 0 items",schema:0,parentSchema:schema82.properties.networks,data:data0};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
const len0 = data0.length;
for(let i0=0; i0<len0; i0++){
let data1 = data0[i0];
if(typeof data1 === "string"){
if(!(formats10(data1))){
const err4 = {instancePath:instancePath+"/networks/" + i0,schemaPath:"#/properties/networks/items/format",keyword:"format",params:{format: "network"},message:"must match format \""+"network"+"\"",schema:"network",parentSchema:schema82.properties.networks.items,data:data1};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
else {
const err5 = {instancePath:instancePath+"/networks/" + i0,schemaPath:"#/properties/networks/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema82.properties.networks.items.type,parentSchema:schema82.properties.networks.items,data:data1};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
}
else {
const err6 = {instancePath:instancePath+"/networks",schemaPath:"#/properties/networks/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema82.properties.networks.type,parentSchema:schema82.properties.networks,data:data0};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data.file !== undefined){
let data2 = data.file;
if(typeof data2 === "string"){
if(!(formats180(data2))){
const err7 = {instancePath:instancePath+"/file",schemaPath:"#/properties/file/format",keyword:"format",params:{format: "list-path"},message:"must match format \""+"list-path"+"\"",schema:"list-path",parentSchema:schema82.properties.file,data:data2};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
else {
const err8 = {instancePath:instancePath+"/file",schemaPath:"#/properties/file/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema82.properties.file.type,parentSchema:schema82.properties.file,data:data2};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
if(data.entries !== undefined){
let data3 = data.entries;
if(Array.isArray(data3)){
if(data3.length > 10000){
const err9 = {instancePath:instancePath+"/entries",schemaPath:"#/properties/entries/maxItems",keyword:"maxItems",params:{limit: 10000},message:"must NOT have more than 10000 items",schema:10000,parentSchema:schema82.properties.entries,data:data3};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
if(data3.length < 1){
const err10 = {instancePath:instancePath+"/entries",schemaPath:"#/properties/entries/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema82.properties.entries,data:data3};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
const len1 = data3.length;
for(let i1=0; i1<len1; i1++){
let data4 = data3[i1];
if(data4 && typeof data4 == "object" && !Array.isArray(data4)){
if(data4.network === undefined){
const err11 = {instancePath:instancePath+"/entries/" + i1,schemaPath:"#/$defs/Entry/required",keyword:"required",params:{missingProperty: "network"},message:"must have required property '"+"network"+"'",schema:schema83.required,parentSchema:schema83,data:data4};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
for(const key1 in data4){
if(!(((key1 === "network") || (key1 === "expires")) || (key1 === "reason"))){
const err12 = {instancePath:instancePath+"/entries/" + i1,schemaPath:"#/$defs/Entry/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1},message:"must NOT have additional properties",schema:false,parentSchema:schema83,data:data4};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
if(data4.network !== undefined){
let data5 = data4.network;
if(typeof data5 === "string"){
if(!(formats10(data5))){
const err13 = {instancePath:instancePath+"/entries/" + i1+"/network",schemaPath:"#/$defs/Entry/properties/network/format",keyword:"format",params:{format: "network"},message:"must match format \""+"network"+"\"",schema:"network",parentSchema:schema83.properties.network,data:data5};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
else {
const err14 = {instancePath:instancePath+"/entries/" + i1+"/network",schemaPath:"#/$defs/Entry/properties/network/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema83.properties.network.type,parentSchema:schema83.properties.network,data:data5};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
if(data4.expires !== undefined){
let data6 = data4.expires;
if(typeof data6 === "string"){
if(!(formats52(data6))){
const err15 = {instancePath:instancePath+"/entries/" + i1+"/expires",schemaPath:"#/$defs/Entry/properties/expires/format",keyword:"format",params:{format: "time"},message:"must match format \""+"time"+"\"",schema:"time",parentSchema:schema83.properties.expires,data:data6};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
else {
const err16 = {instancePath:instancePath+"/entries/" + i1+"/expires",schemaPath:"#/$defs/Entry/properties/expires/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema83.properties.expires.type,parentSchema:schema83.properties.expires,data:data6};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
if(data4.reason !== undefined){
let data7 = data4.reason;
if(typeof data7 === "string"){
if(func2(data7) > 256){
const err17 = {instancePath:instancePath+"/entries/" + i1+"/reason",schemaPath:"#/$defs/Entry/properties/reason/maxLength",keyword:"maxLength",params:{limit: 256},message:"must NOT have more than 256 characters",schema:256,parentSchema:schema83.properties.reason,data:data7};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
if(func2(data7) < 1){
const err18 = {instancePath:instancePath+"/entries/" + i1+"/reason",schemaPath:"#/$defs/Entry/properties/reason/minLength",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters",schema:1,parentSchema:schema83.properties.reason,data:data7};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
else {
const err19 = {instancePath:instancePath+"/entries/" + i1+"/reason",schemaPath:"#/$defs/Entry/properties/reason/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema83.properties.reason.type,parentSchema:schema83.properties.reason,data:data7};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
}
else {
const err20 = {instancePath:instancePath+"/entries/" + i1,schemaPath:"#/$defs/Entry/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema83.type,parentSchema:schema83,data:data4};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
}
}
else {
const err21 = {instancePath:instancePath+"/entries",schemaPath:"#/properties/entries/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema82.properties.entries.type,parentSchema:schema82.properties.entries,data:data3};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
}
if(data.domainNames !== undefined){
let data8 = data.domainNames;
if(Array.isArray(data8)){
if(data8.length > 64){
const err22 = {instancePath:instancePath+"/domainNames",schemaPath:"#/properties/domainNames/maxItems",keyword:"maxItems",params:{limit: 64},message:"must NOT have more than 64 items",schema:64,parentSchema:schema82.properties.domainNames,data:data8};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
if(data8.length < 1){
const err23 = {instancePath:instancePath+"/domainNames",schemaPath:"#/properties/domainNames/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema82.properties.domainNames,data:data8};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
const len2 = data8.length;
for(let i2=0; i2<len2; i2++){
let data9 = data8[i2];
if(typeof data9 === "string"){
if(!(formats14(data9))){
const err24 = {instancePath:instancePath+"/domainNames/" + i2,schemaPath:"#/properties/domainNames/items/format",keyword:"format",params:{format: "domain-name"},message:"must match format \""+"domain-name"+"\"",schema:"domain-name",parentSchema:schema82.properties.domainNames.items,data:data9};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
}
else {
const err25 = {instancePath:instancePath+"/domainNames/" + i2,schemaPath:"#/properties/domainNames/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema82.properties.domainNames.items.type,parentSchema:schema82.properties.domainNames.items,data:data9};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
}
let i3 = data8.length;
let j0;
if(i3 > 1){
const indices0 = {};
for(;i3--;){
let item0 = data8[i3];
if(typeof item0 !== "string"){
continue;
}
if(typeof indices0[item0] == "number"){
j0 = indices0[item0];
const err26 = {instancePath:instancePath+"/domainNames",schemaPath:"#/properties/domainNames/uniqueItems",keyword:"uniqueItems",params:{i: i3, j: j0},message:"must NOT have duplicate items (items ## "+j0+" and "+i3+" are identical)",schema:true,parentSchema:schema82.properties.domainNames,data:data8};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
break;
}
indices0[item0] = i3;
}
}
}
else {
const err27 = {instancePath:instancePath+"/domainNames",schemaPath:"#/properties/domainNames/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema82.properties.domainNames.type,parentSchema:schema82.properties.domainNames,data:data8};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
}
if(data.include !== undefined){
let data10 = data.include;
if(Array.isArray(data10)){
if(data10.length > 256){
const err28 = {instancePath:instancePath+"/include",schemaPath:"#/properties/include/maxItems",keyword:"maxItems",params:{limit: 256},message:"must NOT have more than 256 items",schema:256,parentSchema:schema82.properties.include,data:data10};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
if(data10.length < 1){
const err29 = {instancePath:instancePath+"/include",schemaPath:"#/properties/include/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema82.properties.include,data:data10};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
const len3 = data10.length;
for(let i4=0; i4<len3; i4++){
let data11 = data10[i4];
if(typeof data11 === "string"){
if(!(formats0(data11))){
const err30 = {instancePath:instancePath+"/include/" + i4,schemaPath:"#/properties/include/items/format",keyword:"format",params:{format: "dns-label"},message:"must match format \""+"dns-label"+"\"",schema:"dns-label",parentSchema:schema82.properties.include.items,data:data11};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
}
else {
const err31 = {instancePath:instancePath+"/include/" + i4,schemaPath:"#/properties/include/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema82.properties.include.items.type,parentSchema:schema82.properties.include.items,data:data11};
if(vErrors === null){
vErrors = [err31];
}
else {
vErrors.push(err31);
}
errors++;
}
}
let i5 = data10.length;
let j1;
if(i5 > 1){
const indices1 = {};
for(;i5--;){
let item1 = data10[i5];
if(typeof item1 !== "string"){
continue;
}
if(typeof indices1[item1] == "number"){
j1 = indices1[item1];
const err32 = {instancePath:instancePath+"/include",schemaPath:"#/properties/include/uniqueItems",keyword:"uniqueItems",params:{i: i5, j: j1},message:"must NOT have duplicate items (items ## "+j1+" and "+i5+" are identical)",schema:true,parentSchema:schema82.properties.include,data:data10};
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
break;
}
indices1[item1] = i5;
}
}
}
else {
const err33 = {instancePath:instancePath+"/include",schemaPath:"#/properties/include/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema82.properties.include.type,parentSchema:schema82.properties.include,data:data10};
if(vErrors === null){
vErrors = [err33];
}
else {
vErrors.push(err33);
}
errors++;
}
}
}
else {
const err34 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema82.type,parentSchema:schema82,data};
if(vErrors === null){
vErrors = [err34];
}
else {
vErrors.push(err34);
}
errors++;
}
validate92.errors = vErrors;
return errors === 0;
}


function validate91(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.apiVersion === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "apiVersion"},message:"must have required property '"+"apiVersion"+"'",schema:schema80.required,parentSchema:schema80,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.kind === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "kind"},message:"must have required property '"+"kind"+"'",schema:schema80.required,parentSchema:schema80,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(data.metadata === undefined){
const err2 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "metadata"},message:"must have required property '"+"metadata"+"'",schema:schema80.required,parentSchema:schema80,data};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
if(data.spec === undefined){
const err3 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "spec"},message:"must have required property '"+"spec"+"'",schema:schema80.required,parentSchema:schema80,data};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
for(const key0 in data){
if(!((((key0 === "apiVersion") || (key0 === "kind")) || (key0 === "metadata")) || (key0 === "spec"))){
const err4 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema80,data};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.apiVersion !== undefined){
let data0 = data.apiVersion;
if(typeof data0 !== "string"){
const err5 = {instancePath:instancePath+"/apiVersion",schemaPath:"#/properties/apiVersion/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema80.properties.apiVersion.type,parentSchema:schema80.properties.apiVersion,data:data0};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
if("gatewright.dev/v1alpha1" !== data0){
const err6 = {instancePath:instancePath+"/apiVersion",schemaPath:"#/properties/apiVersion/const",keyword:"const",params:{allowedValue: "gatewright.dev/v1alpha1"},message:"must be equal to constant",schema:"gatewright.dev/v1alpha1",parentSchema:schema80.properties.apiVersion,data:data0};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data.kind !== undefined){
let data1 = data.kind;
if(typeof data1 !== "string"){
const err7 = {instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema80.properties.kind.type,parentSchema:schema80.properties.kind,data:data1};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
if("NetworkSet" !== data1){
const err8 = {instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "NetworkSet"},message:"must be equal to constant",schema:"NetworkSet",parentSchema:schema80.properties.kind,data:data1};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
if(data.metadata !== undefined){
let data2 = data.metadata;
if(data2 && typeof data2 == "object" && !Array.isArray(data2)){
if(data2.name === undefined){
const err9 = {instancePath:instancePath+"/metadata",schemaPath:"#/$defs/Metadata/required",keyword:"required",params:{missingProperty: "name"},message:"must have required property '"+"name"+"'",schema:schema14.required,parentSchema:schema14,data:data2};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
for(const key1 in data2){
if(!(((key1 === "name") || (key1 === "labels")) || (key1 === "annotations"))){
const err10 = {instancePath:instancePath+"/metadata",schemaPath:"#/$defs/Metadata/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1},message:"must NOT have additional properties",schema:false,parentSchema:schema14,data:data2};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
if(data2.name !== undefined){
let data3 = data2.name;
if(typeof data3 === "string"){
if(!(formats0(data3))){
const err11 = {instancePath:instancePath+"/metadata/name",schemaPath:"#/$defs/Metadata/properties/name/format",keyword:"format",params:{format: "dns-label"},message:"must match format \""+"dns-label"+"\"",schema:"dns-label",parentSchema:schema14.properties.name,data:data3};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
else {
const err12 = {instancePath:instancePath+"/metadata/name",schemaPath:"#/$defs/Metadata/properties/name/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema14.properties.name.type,parentSchema:schema14.properties.name,data:data3};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
if(data2.labels !== undefined){
let data4 = data2.labels;
if(data4 && typeof data4 == "object" && !Array.isArray(data4)){
if(Object.keys(data4).length > 64){
const err13 = {instancePath:instancePath+"/metadata/labels",schemaPath:"#/$defs/Metadata/properties/labels/maxProperties",keyword:"maxProperties",params:{limit: 64},message:"must NOT have more than 64 properties",schema:64,parentSchema:schema14.properties.labels,data:data4};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
for(const key2 in data4){
let data5 = data4[key2];
if(typeof data5 === "string"){
if(func2(data5) > 256){
const err14 = {instancePath:instancePath+"/metadata/labels/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/$defs/Metadata/properties/labels/additionalProperties/maxLength",keyword:"maxLength",params:{limit: 256},message:"must NOT have more than 256 characters",schema:256,parentSchema:schema14.properties.labels.additionalProperties,data:data5};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
else {
const err15 = {instancePath:instancePath+"/metadata/labels/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/$defs/Metadata/properties/labels/additionalProperties/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema14.properties.labels.additionalProperties.type,parentSchema:schema14.properties.labels.additionalProperties,data:data5};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
}
else {
const err16 = {instancePath:instancePath+"/metadata/labels",schemaPath:"#/$defs/Metadata/properties/labels/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema14.properties.labels.type,parentSchema:schema14.properties.labels,data:data4};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
if(data2.annotations !== undefined){
let data6 = data2.annotations;
if(data6 && typeof data6 == "object" && !Array.isArray(data6)){
if(Object.keys(data6).length > 256){
const err17 = {instancePath:instancePath+"/metadata/annotations",schemaPath:"#/$defs/Metadata/properties/annotations/maxProperties",keyword:"maxProperties",params:{limit: 256},message:"must NOT have more than 256 properties",schema:256,parentSchema:schema14.properties.annotations,data:data6};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
for(const key3 in data6){
let data7 = data6[key3];
if(typeof data7 !== "string"){
const err18 = {instancePath:instancePath+"/metadata/annotations/" + key3.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/$defs/Metadata/properties/annotations/additionalProperties/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema14.properties.annotations.additionalProperties.type,parentSchema:schema14.properties.annotations.additionalProperties,data:data7};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
}
else {
const err19 = {instancePath:instancePath+"/metadata/annotations",schemaPath:"#/$defs/Metadata/properties/annotations/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema14.properties.annotations.type,parentSchema:schema14.properties.annotations,data:data6};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
}
else {
const err20 = {instancePath:instancePath+"/metadata",schemaPath:"#/$defs/Metadata/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema14.type,parentSchema:schema14,data:data2};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
}
if(data.spec !== undefined){
if(!(validate92(data.spec, {instancePath:instancePath+"/spec",parentData:data,parentDataProperty:"spec",rootData}))){
vErrors = vErrors === null ? validate92.errors : vErrors.concat(validate92.errors);
errors = vErrors.length;
}
}
}
else {
const err21 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema80.type,parentSchema:schema80,data};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
validate91.errors = vErrors;
return errors === 0;
}


function validate90(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
/*# sourceURL="NetworkSet" */;
let vErrors = null;
let errors = 0;
if(!(validate91(data, {instancePath,parentData,parentDataProperty,rootData}))){
vErrors = vErrors === null ? validate91.errors : vErrors.concat(validate91.errors);
errors = vErrors.length;
}
validate90.errors = vErrors;
return errors === 0;
}

export const validatePolicyTest = validate95;
const schema84 = {"$id":"PolicyTest","$ref":"gatewright#/$defs/PolicyTest"};
const schema85 = {"title":"PolicyTest","description":"What must become of packets on the hosts that it selects, so that a change of the policies cannot break it unseen.","type":"object","additionalProperties":false,"required":["apiVersion","kind","metadata","spec"],"properties":{"apiVersion":{"type":"string","const":"gatewright.dev/v1alpha1","description":"Always gatewright.dev/v1alpha1."},"kind":{"type":"string","const":"PolicyTest","description":"Always PolicyTest."},"metadata":{"$ref":"#/$defs/Metadata"},"spec":{"$ref":"#/$defs/PolicyTestSpec","description":"Which hosts, and what must hold there."}}};
const schema87 = {"type":"object","description":"Which hosts, and what must hold there.","required":["cases"],"properties":{"hostSelector":{"$ref":"#/$defs/Selector","description":"Which hosts are meant, by their labels; all conditions must hold, and an empty selector means every host."},"cases":{"type":"array","description":"Packets, and what must become of each.","minItems":1,"maxItems":1000,"items":{"$ref":"#/$defs/PolicyTestCase","description":"One packet, and what must become of it."}}},"title":"PolicyTestSpec","additionalProperties":false};
const schema88 = {"type":"object","title":"PolicyTestCase","description":"One packet, and what must become of it.","required":["name","packet","expect"],"properties":{"name":{"type":"string","description":"Name of the case, unique in its list.","format":"dns-label"},"packet":{"$ref":"#/$defs/TestPacket","description":"A packet as it comes to the host, or as the host sends it."},"expect":{"$ref":"#/$defs/TestExpectation","description":"What must become of the packet."}},"additionalProperties":false};
const schema89 = {"type":"object","title":"TestPacket","description":"A packet as it comes to the host, or as the host sends it.","required":["direction","source","destination"],"properties":{"direction":{"type":"string","description":"To the host, through it, or from it.","enum":["Ingress","Forward","Egress"]},"inInterface":{"type":"string","description":"Interface by which the packet enters, by its whole name.","format":"interface"},"inZone":{"type":"string","description":"Zone by which the packet enters, by any of its interfaces.","format":"dns-label"},"outInterface":{"type":"string","description":"Interface by which the packet leaves, by its whole name.","format":"interface"},"outZone":{"type":"string","description":"Zone by which the packet leaves, by any of its interfaces.","format":"dns-label"},"source":{"type":"string","description":"Address that the packet comes from.","format":"address"},"destination":{"type":"string","description":"Address that the packet goes to, before translation.","format":"address"},"protocol":{"description":"TCP, UDP, SCTP, DCCP, UDPLite, ICMP or ICMPv6; else the name of an IP protocol such as gre, or its number.","maxLength":32,"type":["integer","string"]},"sourcePort":{"type":"integer","description":"Port that the packet comes from.","minimum":1,"maximum":65535},"destinationPort":{"type":"integer","description":"Port that the packet goes to, before translation; required for protocols with ports.","minimum":1,"maximum":65535},"icmpType":{"description":"Type of the ICMP message, by number or name; required for ICMP and ICMPv6.","minimum":0,"maximum":255,"format":"icmp-type","type":["integer","string"]},"icmpCode":{"type":"integer","description":"Code of the ICMP message.","minimum":0,"maximum":255},"originalDestination":{"$ref":"#/$defs/TestOriginalDestination","description":"Where a packet of a tracked flow was going before the host translated its destination; not for Egress."},"state":{"type":"string","description":"What connection tracking takes the packet for.","enum":["New","Established","Related","Invalid","Untracked"]},"uid":{"type":"integer","description":"User whose process sends it; Egress only.","minimum":0,"maximum":4294967294},"gid":{"type":"integer","description":"Group whose process sends it; Egress only.","minimum":0,"maximum":4294967294},"time":{"type":"string","description":"When the packet comes, with the offset of its clock, such as \"2026-12-31T23:59:59Z\"; absent means now.","minLength":20,"maxLength":40,"pattern":"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(Z|[+-][0-9]{2}:[0-9]{2})$"}},"additionalProperties":false};
const schema90 = {"type":"object","title":"TestOriginalDestination","description":"Where a packet of a tracked flow was going before the host translated its destination; not for Egress.","required":["address"],"properties":{"address":{"type":"string","description":"Address before translation.","format":"address"},"port":{"type":"integer","description":"Port before translation.","minimum":1,"maximum":65535}},"additionalProperties":false};
const pattern0 = new RegExp("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(Z|[+-][0-9]{2}:[0-9]{2})$", "u");

function validate100(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.direction === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "direction"},message:"must have required property '"+"direction"+"'",schema:schema89.required,parentSchema:schema89,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.source === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "source"},message:"must have required property '"+"source"+"'",schema:schema89.required,parentSchema:schema89,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(data.destination === undefined){
const err2 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "destination"},message:"must have required property '"+"destination"+"'",schema:schema89.required,parentSchema:schema89,data};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
for(const key0 in data){
if(!(func3.call(schema89.properties, key0))){
const err3 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema89,data};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.direction !== undefined){
let data0 = data.direction;
if(typeof data0 !== "string"){
const err4 = {instancePath:instancePath+"/direction",schemaPath:"#/properties/direction/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema89.properties.direction.type,parentSchema:schema89.properties.direction,data:data0};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
if(!(((data0 === "Ingress") || (data0 === "Forward")) || (data0 === "Egress"))){
const err5 = {instancePath:instancePath+"/direction",schemaPath:"#/properties/direction/enum",keyword:"enum",params:{allowedValues: schema89.properties.direction.enum},message:"must be equal to one of the allowed values",schema:schema89.properties.direction.enum,parentSchema:schema89.properties.direction,data:data0};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data.inInterface !== undefined){
let data1 = data.inInterface;
if(typeof data1 === "string"){
if(!(formats6(data1))){
const err6 = {instancePath:instancePath+"/inInterface",schemaPath:"#/properties/inInterface/format",keyword:"format",params:{format: "interface"},message:"must match format \""+"interface"+"\"",schema:"interface",parentSchema:schema89.properties.inInterface,data:data1};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
else {
const err7 = {instancePath:instancePath+"/inInterface",schemaPath:"#/properties/inInterface/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema89.properties.inInterface.type,parentSchema:schema89.properties.inInterface,data:data1};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
if(data.inZone !== undefined){
let data2 = data.inZone;
if(typeof data2 === "string"){
if(!(formats0(data2))){
const err8 = {instancePath:instancePath+"/inZone",schemaPath:"#/properties/inZone/format",keyword:"format",params:{format: "dns-label"},message:"must match format \""+"dns-label"+"\"",schema:"dns-label",parentSchema:schema89.properties.inZone,data:data2};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
else {
const err9 = {instancePath:instancePath+"/inZone",schemaPath:"#/properties/inZone/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema89.properties.inZone.type,parentSchema:schema89.properties.inZone,data:data2};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
if(data.outInterface !== undefined){
let data3 = data.outInterface;
if(typeof data3 === "string"){
if(!(formats6(data3))){
const err10 = {instancePath:instancePath+"/outInterface",schemaPath:"#/properties/outInterface/format",keyword:"format",params:{format: "interface"},message:"must match format \""+"interface"+"\"",schema:"interface",parentSchema:schema89.properties.outInterface,data:data3};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
else {
const err11 = {instancePath:instancePath+"/outInterface",schemaPath:"#/properties/outInterface/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema89.properties.outInterface.type,parentSchema:schema89.properties.outInterface,data:data3};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
if(data.outZone !== undefined){
let data4 = data.outZone;
if(typeof data4 === "string"){
if(!(formats0(data4))){
const err12 = {instancePath:instancePath+"/outZone",schemaPath:"#/properties/outZone/format",keyword:"format",params:{format: "dns-label"},message:"must match format \""+"dns-label"+"\"",schema:"dns-label",parentSchema:schema89.properties.outZone,data:data4};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
else {
const err13 = {instancePath:instancePath+"/outZone",schemaPath:"#/properties/outZone/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema89.properties.outZone.type,parentSchema:schema89.properties.outZone,data:data4};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
if(data.source !== undefined){
let data5 = data.source;
if(typeof data5 === "string"){
if(!(formats104(data5))){
const err14 = {instancePath:instancePath+"/source",schemaPath:"#/properties/source/format",keyword:"format",params:{format: "address"},message:"must match format \""+"address"+"\"",schema:"address",parentSchema:schema89.properties.source,data:data5};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
else {
const err15 = {instancePath:instancePath+"/source",schemaPath:"#/properties/source/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema89.properties.source.type,parentSchema:schema89.properties.source,data:data5};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
if(data.destination !== undefined){
let data6 = data.destination;
if(typeof data6 === "string"){
if(!(formats104(data6))){
const err16 = {instancePath:instancePath+"/destination",schemaPath:"#/properties/destination/format",keyword:"format",params:{format: "address"},message:"must match format \""+"address"+"\"",schema:"address",parentSchema:schema89.properties.destination,data:data6};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
else {
const err17 = {instancePath:instancePath+"/destination",schemaPath:"#/properties/destination/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema89.properties.destination.type,parentSchema:schema89.properties.destination,data:data6};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
if(data.protocol !== undefined){
let data7 = data.protocol;
if((!(((typeof data7 == "number") && (!(data7 % 1) && !isNaN(data7))) && (isFinite(data7)))) && (typeof data7 !== "string")){
const err18 = {instancePath:instancePath+"/protocol",schemaPath:"#/properties/protocol/type",keyword:"type",params:{type: schema89.properties.protocol.type},message:"must be integer,string",schema:schema89.properties.protocol.type,parentSchema:schema89.properties.protocol,data:data7};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
if(typeof data7 === "string"){
if(func2(data7) > 32){
const err19 = {instancePath:instancePath+"/protocol",schemaPath:"#/properties/protocol/maxLength",keyword:"maxLength",params:{limit: 32},message:"must NOT have more than 32 characters",schema:32,parentSchema:schema89.properties.protocol,data:data7};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
}
if(data.sourcePort !== undefined){
let data8 = data.sourcePort;
if(!(((typeof data8 == "number") && (!(data8 % 1) && !isNaN(data8))) && (isFinite(data8)))){
const err20 = {instancePath:instancePath+"/sourcePort",schemaPath:"#/properties/sourcePort/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema89.properties.sourcePort.type,parentSchema:schema89.properties.sourcePort,data:data8};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
if((typeof data8 == "number") && (isFinite(data8))){
if(data8 > 65535 || isNaN(data8)){
const err21 = {instancePath:instancePath+"/sourcePort",schemaPath:"#/properties/sourcePort/maximum",keyword:"maximum",params:{comparison: "<=", limit: 65535},message:"must be <= 65535",schema:65535,parentSchema:schema89.properties.sourcePort,data:data8};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
if(data8 < 1 || isNaN(data8)){
const err22 = {instancePath:instancePath+"/sourcePort",schemaPath:"#/properties/sourcePort/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema89.properties.sourcePort,data:data8};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
}
}
if(data.destinationPort !== undefined){
let data9 = data.destinationPort;
if(!(((typeof data9 == "number") && (!(data9 % 1) && !isNaN(data9))) && (isFinite(data9)))){
const err23 = {instancePath:instancePath+"/destinationPort",schemaPath:"#/properties/destinationPort/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema89.properties.destinationPort.type,parentSchema:schema89.properties.destinationPort,data:data9};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
if((typeof data9 == "number") && (isFinite(data9))){
if(data9 > 65535 || isNaN(data9)){
const err24 = {instancePath:instancePath+"/destinationPort",schemaPath:"#/properties/destinationPort/maximum",keyword:"maximum",params:{comparison: "<=", limit: 65535},message:"must be <= 65535",schema:65535,parentSchema:schema89.properties.destinationPort,data:data9};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
if(data9 < 1 || isNaN(data9)){
const err25 = {instancePath:instancePath+"/destinationPort",schemaPath:"#/properties/destinationPort/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema89.properties.destinationPort,data:data9};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
}
}
if(data.icmpType !== undefined){
let data10 = data.icmpType;
if((!(((typeof data10 == "number") && (!(data10 % 1) && !isNaN(data10))) && (isFinite(data10)))) && (typeof data10 !== "string")){
const err26 = {instancePath:instancePath+"/icmpType",schemaPath:"#/properties/icmpType/type",keyword:"type",params:{type: schema89.properties.icmpType.type},message:"must be integer,string",schema:schema89.properties.icmpType.type,parentSchema:schema89.properties.icmpType,data:data10};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
if((typeof data10 == "number") && (isFinite(data10))){
if(data10 > 255 || isNaN(data10)){
const err27 = {instancePath:instancePath+"/icmpType",schemaPath:"#/properties/icmpType/maximum",keyword:"maximum",params:{comparison: "<=", limit: 255},message:"must be <= 255",schema:255,parentSchema:schema89.properties.icmpType,data:data10};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
if(data10 < 0 || isNaN(data10)){
const err28 = {instancePath:instancePath+"/icmpType",schemaPath:"#/properties/icmpType/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0",schema:0,parentSchema:schema89.properties.icmpType,data:data10};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
}
if(typeof data10 === "string"){
if(!(formats28(data10))){
const err29 = {instancePath:instancePath+"/icmpType",schemaPath:"#/properties/icmpType/format",keyword:"format",params:{format: "icmp-type"},message:"must match format \""+"icmp-type"+"\"",schema:"icmp-type",parentSchema:schema89.properties.icmpType,data:data10};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
}
}
if(data.icmpCode !== undefined){
let data11 = data.icmpCode;
if(!(((typeof data11 == "number") && (!(data11 % 1) && !isNaN(data11))) && (isFinite(data11)))){
const err30 = {instancePath:instancePath+"/icmpCode",schemaPath:"#/properties/icmpCode/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema89.properties.icmpCode.type,parentSchema:schema89.properties.icmpCode,data:data11};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
if((typeof data11 == "number") && (isFinite(data11))){
if(data11 > 255 || isNaN(data11)){
const err31 = {instancePath:instancePath+"/icmpCode",schemaPath:"#/properties/icmpCode/maximum",keyword:"maximum",params:{comparison: "<=", limit: 255},message:"must be <= 255",schema:255,parentSchema:schema89.properties.icmpCode,data:data11};
if(vErrors === null){
vErrors = [err31];
}
else {
vErrors.push(err31);
}
errors++;
}
if(data11 < 0 || isNaN(data11)){
const err32 = {instancePath:instancePath+"/icmpCode",schemaPath:"#/properties/icmpCode/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0",schema:0,parentSchema:schema89.properties.icmpCode,data:data11};
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
}
}
}
if(data.originalDestination !== undefined){
let data12 = data.originalDestination;
if(data12 && typeof data12 == "object" && !Array.isArray(data12)){
if(data12.address === undefined){
const err33 = {instancePath:instancePath+"/originalDestination",schemaPath:"#/$defs/TestOriginalDestination/required",keyword:"required",params:{missingProperty: "address"},message:"must have required property '"+"address"+"'",schema:schema90.required,parentSchema:schema90,data:data12};
if(vErrors === null){
vErrors = [err33];
}
else {
vErrors.push(err33);
}
errors++;
}
for(const key1 in data12){
if(!((key1 === "address") || (key1 === "port"))){
const err34 = {instancePath:instancePath+"/originalDestination",schemaPath:"#/$defs/TestOriginalDestination/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1},message:"must NOT have additional properties",schema:false,parentSchema:schema90,data:data12};
if(vErrors === null){
vErrors = [err34];
}
else {
vErrors.push(err34);
}
errors++;
}
}
if(data12.address !== undefined){
let data13 = data12.address;
if(typeof data13 === "string"){
if(!(formats104(data13))){
const err35 = {instancePath:instancePath+"/originalDestination/address",schemaPath:"#/$defs/TestOriginalDestination/properties/address/format",keyword:"format",params:{format: "address"},message:"must match format \""+"address"+"\"",schema:"address",parentSchema:schema90.properties.address,data:data13};
if(vErrors === null){
vErrors = [err35];
}
else {
vErrors.push(err35);
}
errors++;
}
}
else {
const err36 = {instancePath:instancePath+"/originalDestination/address",schemaPath:"#/$defs/TestOriginalDestination/properties/address/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema90.properties.address.type,parentSchema:schema90.properties.address,data:data13};
if(vErrors === null){
vErrors = [err36];
}
else {
vErrors.push(err36);
}
errors++;
}
}
if(data12.port !== undefined){
let data14 = data12.port;
if(!(((typeof data14 == "number") && (!(data14 % 1) && !isNaN(data14))) && (isFinite(data14)))){
const err37 = {instancePath:instancePath+"/originalDestination/port",schemaPath:"#/$defs/TestOriginalDestination/properties/port/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema90.properties.port.type,parentSchema:schema90.properties.port,data:data14};
if(vErrors === null){
vErrors = [err37];
}
else {
vErrors.push(err37);
}
errors++;
}
if((typeof data14 == "number") && (isFinite(data14))){
if(data14 > 65535 || isNaN(data14)){
const err38 = {instancePath:instancePath+"/originalDestination/port",schemaPath:"#/$defs/TestOriginalDestination/properties/port/maximum",keyword:"maximum",params:{comparison: "<=", limit: 65535},message:"must be <= 65535",schema:65535,parentSchema:schema90.properties.port,data:data14};
if(vErrors === null){
vErrors = [err38];
}
else {
vErrors.push(err38);
}
errors++;
}
if(data14 < 1 || isNaN(data14)){
const err39 = {instancePath:instancePath+"/originalDestination/port",schemaPath:"#/$defs/TestOriginalDestination/properties/port/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema90.properties.port,data:data14};
if(vErrors === null){
vErrors = [err39];
}
else {
vErrors.push(err39);
}
errors++;
}
}
}
}
else {
const err40 = {instancePath:instancePath+"/originalDestination",schemaPath:"#/$defs/TestOriginalDestination/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema90.type,parentSchema:schema90,data:data12};
if(vErrors === null){
vErrors = [err40];
}
else {
vErrors.push(err40);
}
errors++;
}
}
if(data.state !== undefined){
let data15 = data.state;
if(typeof data15 !== "string"){
const err41 = {instancePath:instancePath+"/state",schemaPath:"#/properties/state/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema89.properties.state.type,parentSchema:schema89.properties.state,data:data15};
if(vErrors === null){
vErrors = [err41];
}
else {
vErrors.push(err41);
}
errors++;
}
if(!(((((data15 === "New") || (data15 === "Established")) || (data15 === "Related")) || (data15 === "Invalid")) || (data15 === "Untracked"))){
const err42 = {instancePath:instancePath+"/state",schemaPath:"#/properties/state/enum",keyword:"enum",params:{allowedValues: schema89.properties.state.enum},message:"must be equal to one of the allowed values",schema:schema89.properties.state.enum,parentSchema:schema89.properties.state,data:data15};
if(vErrors === null){
vErrors = [err42];
}
else {
vErrors.push(err42);
}
errors++;
}
}
if(data.uid !== undefined){
let data16 = data.uid;
if(!(((typeof data16 == "number") && (!(data16 % 1) && !isNaN(data16))) && (isFinite(data16)))){
const err43 = {instancePath:instancePath+"/uid",schemaPath:"#/properties/uid/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema89.properties.uid.type,parentSchema:schema89.properties.uid,data:data16};
if(vErrors === null){
vErrors = [err43];
}
else {
vErrors.push(err43);
}
errors++;
}
if((typeof data16 == "number") && (isFinite(data16))){
if(data16 > 4294967294 || isNaN(data16)){
const err44 = {instancePath:instancePath+"/uid",schemaPath:"#/properties/uid/maximum",keyword:"maximum",params:{comparison: "<=", limit: 4294967294},message:"must be <= 4294967294",schema:4294967294,parentSchema:schema89.properties.uid,data:data16};
if(vErrors === null){
vErrors = [err44];
}
else {
vErrors.push(err44);
}
errors++;
}
if(data16 < 0 || isNaN(data16)){
const err45 = {instancePath:instancePath+"/uid",schemaPath:"#/properties/uid/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0",schema:0,parentSchema:schema89.properties.uid,data:data16};
if(vErrors === null){
vErrors = [err45];
}
else {
vErrors.push(err45);
}
errors++;
}
}
}
if(data.gid !== undefined){
let data17 = data.gid;
if(!(((typeof data17 == "number") && (!(data17 % 1) && !isNaN(data17))) && (isFinite(data17)))){
const err46 = {instancePath:instancePath+"/gid",schemaPath:"#/properties/gid/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema89.properties.gid.type,parentSchema:schema89.properties.gid,data:data17};
if(vErrors === null){
vErrors = [err46];
}
else {
vErrors.push(err46);
}
errors++;
}
if((typeof data17 == "number") && (isFinite(data17))){
if(data17 > 4294967294 || isNaN(data17)){
const err47 = {instancePath:instancePath+"/gid",schemaPath:"#/properties/gid/maximum",keyword:"maximum",params:{comparison: "<=", limit: 4294967294},message:"must be <= 4294967294",schema:4294967294,parentSchema:schema89.properties.gid,data:data17};
if(vErrors === null){
vErrors = [err47];
}
else {
vErrors.push(err47);
}
errors++;
}
if(data17 < 0 || isNaN(data17)){
const err48 = {instancePath:instancePath+"/gid",schemaPath:"#/properties/gid/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0",schema:0,parentSchema:schema89.properties.gid,data:data17};
if(vErrors === null){
vErrors = [err48];
}
else {
vErrors.push(err48);
}
errors++;
}
}
}
if(data.time !== undefined){
let data18 = data.time;
if(typeof data18 === "string"){
if(func2(data18) > 40){
const err49 = {instancePath:instancePath+"/time",schemaPath:"#/properties/time/maxLength",keyword:"maxLength",params:{limit: 40},message:"must NOT have more than 40 characters",schema:40,parentSchema:schema89.properties.time,data:data18};
if(vErrors === null){
vErrors = [err49];
}
else {
vErrors.push(err49);
}
errors++;
}
if(func2(data18) < 20){
const err50 = {instancePath:instancePath+"/time",schemaPath:"#/properties/time/minLength",keyword:"minLength",params:{limit: 20},message:"must NOT have fewer than 20 characters",schema:20,parentSchema:schema89.properties.time,data:data18};
if(vErrors === null){
vErrors = [err50];
}
else {
vErrors.push(err50);
}
errors++;
}
if(!pattern0.test(data18)){
const err51 = {instancePath:instancePath+"/time",schemaPath:"#/properties/time/pattern",keyword:"pattern",params:{pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(Z|[+-][0-9]{2}:[0-9]{2})$"},message:"must match pattern \""+"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(Z|[+-][0-9]{2}:[0-9]{2})$"+"\"",schema:"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(Z|[+-][0-9]{2}:[0-9]{2})$",parentSchema:schema89.properties.time,data:data18};
if(vErrors === null){
vErrors = [err51];
}
else {
vErrors.push(err51);
}
errors++;
}
}
else {
const err52 = {instancePath:instancePath+"/time",schemaPath:"#/properties/time/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema89.properties.time.type,parentSchema:schema89.properties.time,data:data18};
if(vErrors === null){
vErrors = [err52];
}
else {
vErrors.push(err52);
}
errors++;
}
}
}
else {
const err53 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema89.type,parentSchema:schema89,data};
if(vErrors === null){
vErrors = [err53];
}
else {
vErrors.push(err53);
}
errors++;
}
validate100.errors = vErrors;
return errors === 0;
}

const schema91 = {"type":"object","title":"TestExpectation","description":"What must become of the packet.","required":["verdict"],"properties":{"verdict":{"type":"string","description":"Allow, Drop and Reject are verdicts of the host's rules; Return leaves the packet to the rules of others.","enum":["Allow","Drop","Reject","Return"]},"rule":{"type":"string","description":"The rule that must decide, as its comment in the kernel says: policy/NAME/RULE, nat/NAME/ITEM, profile/NAME/FIELD or zone/NAME/FIELD.","minLength":7,"maxLength":200,"pattern":"^(policy|nat|profile|zone)/[a-z0-9][-a-z0-9]*/[A-Za-z0-9][-A-Za-z0-9/]*$"},"source":{"$ref":"#/$defs/TestEndpoint","description":"An address or a port after translation, or both."},"destination":{"$ref":"#/$defs/TestEndpoint","description":"An address or a port after translation, or both."}},"additionalProperties":false};
const schema92 = {"type":"object","title":"TestEndpoint","description":"An address or a port after translation, or both.","minProperties":1,"properties":{"address":{"type":"string","description":"Address after translation.","format":"address"},"port":{"type":"integer","description":"Port after translation.","minimum":1,"maximum":65535}},"additionalProperties":false};
const pattern1 = new RegExp("^(policy|nat|profile|zone)/[a-z0-9][-a-z0-9]*/[A-Za-z0-9][-A-Za-z0-9/]*$", "u");

function validate102(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.verdict === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "verdict"},message:"must have required property '"+"verdict"+"'",schema:schema91.required,parentSchema:schema91,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
for(const key0 in data){
if(!((((key0 === "verdict") || (key0 === "rule")) || (key0 === "source")) || (key0 === "destination"))){
const err1 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema91,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data.verdict !== undefined){
let data0 = data.verdict;
if(typeof data0 !== "string"){
const err2 = {instancePath:instancePath+"/verdict",schemaPath:"#/properties/verdict/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema91.properties.verdict.type,parentSchema:schema91.properties.verdict,data:data0};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
if(!((((data0 === "Allow") || (data0 === "Drop")) || (data0 === "Reject")) || (data0 === "Return"))){
const err3 = {instancePath:instancePath+"/verdict",schemaPath:"#/properties/verdict/enum",keyword:"enum",params:{allowedValues: schema91.properties.verdict.enum},message:"must be equal to one of the allowed values",schema:schema91.properties.verdict.enum,parentSchema:schema91.properties.verdict,data:data0};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.rule !== undefined){
let data1 = data.rule;
if(typeof data1 === "string"){
if(func2(data1) > 200){
const err4 = {instancePath:instancePath+"/rule",schemaPath:"#/properties/rule/maxLength",keyword:"maxLength",params:{limit: 200},message:"must NOT have more than 200 characters",schema:200,parentSchema:schema91.properties.rule,data:data1};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
if(func2(data1) < 7){
const err5 = {instancePath:instancePath+"/rule",schemaPath:"#/properties/rule/minLength",keyword:"minLength",params:{limit: 7},message:"must NOT have fewer than 7 characters",schema:7,parentSchema:schema91.properties.rule,data:data1};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
if(!pattern1.test(data1)){
const err6 = {instancePath:instancePath+"/rule",schemaPath:"#/properties/rule/pattern",keyword:"pattern",params:{pattern: "^(policy|nat|profile|zone)/[a-z0-9][-a-z0-9]*/[A-Za-z0-9][-A-Za-z0-9/]*$"},message:"must match pattern \""+"^(policy|nat|profile|zone)/[a-z0-9][-a-z0-9]*/[A-Za-z0-9][-A-Za-z0-9/]*$"+"\"",schema:"^(policy|nat|profile|zone)/[a-z0-9][-a-z0-9]*/[A-Za-z0-9][-A-Za-z0-9/]*$",parentSchema:schema91.properties.rule,data:data1};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
else {
const err7 = {instancePath:instancePath+"/rule",schemaPath:"#/properties/rule/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema91.properties.rule.type,parentSchema:schema91.properties.rule,data:data1};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
if(data.source !== undefined){
let data2 = data.source;
if(data2 && typeof data2 == "object" && !Array.isArray(data2)){
if(Object.keys(data2).length < 1){
const err8 = {instancePath:instancePath+"/source",schemaPath:"#/$defs/TestEndpoint/minProperties",keyword:"minProperties",params:{limit: 1},message:"must NOT have fewer than 1 properties",schema:1,parentSchema:schema92,data:data2};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
for(const key1 in data2){
if(!((key1 === "address") || (key1 === "port"))){
const err9 = {instancePath:instancePath+"/source",schemaPath:"#/$defs/TestEndpoint/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1},message:"must NOT have additional properties",schema:false,parentSchema:schema92,data:data2};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
if(data2.address !== undefined){
let data3 = data2.address;
if(typeof data3 === "string"){
if(!(formats104(data3))){
const err10 = {instancePath:instancePath+"/source/address",schemaPath:"#/$defs/TestEndpoint/properties/address/format",keyword:"format",params:{format: "address"},message:"must match format \""+"address"+"\"",schema:"address",parentSchema:schema92.properties.address,data:data3};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
else {
const err11 = {instancePath:instancePath+"/source/address",schemaPath:"#/$defs/TestEndpoint/properties/address/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema92.properties.address.type,parentSchema:schema92.properties.address,data:data3};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
if(data2.port !== undefined){
let data4 = data2.port;
if(!(((typeof data4 == "number") && (!(data4 % 1) && !isNaN(data4))) && (isFinite(data4)))){
const err12 = {instancePath:instancePath+"/source/port",schemaPath:"#/$defs/TestEndpoint/properties/port/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema92.properties.port.type,parentSchema:schema92.properties.port,data:data4};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
if((typeof data4 == "number") && (isFinite(data4))){
if(data4 > 65535 || isNaN(data4)){
const err13 = {instancePath:instancePath+"/source/port",schemaPath:"#/$defs/TestEndpoint/properties/port/maximum",keyword:"maximum",params:{comparison: "<=", limit: 65535},message:"must be <= 65535",schema:65535,parentSchema:schema92.properties.port,data:data4};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
if(data4 < 1 || isNaN(data4)){
const err14 = {instancePath:instancePath+"/source/port",schemaPath:"#/$defs/TestEndpoint/properties/port/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema92.properties.port,data:data4};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
}
}
else {
const err15 = {instancePath:instancePath+"/source",schemaPath:"#/$defs/TestEndpoint/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema92.type,parentSchema:schema92,data:data2};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
if(data.destination !== undefined){
let data5 = data.destination;
if(data5 && typeof data5 == "object" && !Array.isArray(data5)){
if(Object.keys(data5).length < 1){
const err16 = {instancePath:instancePath+"/destination",schemaPath:"#/$defs/TestEndpoint/minProperties",keyword:"minProperties",params:{limit: 1},message:"must NOT have fewer than 1 properties",schema:1,parentSchema:schema92,data:data5};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
for(const key2 in data5){
if(!((key2 === "address") || (key2 === "port"))){
const err17 = {instancePath:instancePath+"/destination",schemaPath:"#/$defs/TestEndpoint/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key2},message:"must NOT have additional properties",schema:false,parentSchema:schema92,data:data5};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
if(data5.address !== undefined){
let data6 = data5.address;
if(typeof data6 === "string"){
if(!(formats104(data6))){
const err18 = {instancePath:instancePath+"/destination/address",schemaPath:"#/$defs/TestEndpoint/properties/address/format",keyword:"format",params:{format: "address"},message:"must match format \""+"address"+"\"",schema:"address",parentSchema:schema92.properties.address,data:data6};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
else {
const err19 = {instancePath:instancePath+"/destination/address",schemaPath:"#/$defs/TestEndpoint/properties/address/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema92.properties.address.type,parentSchema:schema92.properties.address,data:data6};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
if(data5.port !== undefined){
let data7 = data5.port;
if(!(((typeof data7 == "number") && (!(data7 % 1) && !isNaN(data7))) && (isFinite(data7)))){
const err20 = {instancePath:instancePath+"/destination/port",schemaPath:"#/$defs/TestEndpoint/properties/port/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema92.properties.port.type,parentSchema:schema92.properties.port,data:data7};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
if((typeof data7 == "number") && (isFinite(data7))){
if(data7 > 65535 || isNaN(data7)){
const err21 = {instancePath:instancePath+"/destination/port",schemaPath:"#/$defs/TestEndpoint/properties/port/maximum",keyword:"maximum",params:{comparison: "<=", limit: 65535},message:"must be <= 65535",schema:65535,parentSchema:schema92.properties.port,data:data7};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
if(data7 < 1 || isNaN(data7)){
const err22 = {instancePath:instancePath+"/destination/port",schemaPath:"#/$defs/TestEndpoint/properties/port/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema92.properties.port,data:data7};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
}
}
}
else {
const err23 = {instancePath:instancePath+"/destination",schemaPath:"#/$defs/TestEndpoint/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema92.type,parentSchema:schema92,data:data5};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
}
}
else {
const err24 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema91.type,parentSchema:schema91,data};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
validate102.errors = vErrors;
return errors === 0;
}


function validate99(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.name === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "name"},message:"must have required property '"+"name"+"'",schema:schema88.required,parentSchema:schema88,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.packet === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "packet"},message:"must have required property '"+"packet"+"'",schema:schema88.required,parentSchema:schema88,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(data.expect === undefined){
const err2 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "expect"},message:"must have required property '"+"expect"+"'",schema:schema88.required,parentSchema:schema88,data};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
for(const key0 in data){
if(!(((key0 === "name") || (key0 === "packet")) || (key0 === "expect"))){
const err3 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema88,data};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.name !== undefined){
let data0 = data.name;
if(typeof data0 === "string"){
if(!(formats0(data0))){
const err4 = {instancePath:instancePath+"/name",schemaPath:"#/properties/name/format",keyword:"format",params:{format: "dns-label"},message:"must match format \""+"dns-label"+"\"",schema:"dns-label",parentSchema:schema88.properties.name,data:data0};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
else {
const err5 = {instancePath:instancePath+"/name",schemaPath:"#/properties/name/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema88.properties.name.type,parentSchema:schema88.properties.name,data:data0};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data.packet !== undefined){
if(!(validate100(data.packet, {instancePath:instancePath+"/packet",parentData:data,parentDataProperty:"packet",rootData}))){
vErrors = vErrors === null ? validate100.errors : vErrors.concat(validate100.errors);
errors = vErrors.length;
}
}
if(data.expect !== undefined){
if(!(validate102(data.expect, {instancePath:instancePath+"/expect",parentData:data,parentDataProperty:"expect",rootData}))){
vErrors = vErrors === null ? validate102.errors : vErrors.concat(validate102.errors);
errors = vErrors.length;
}
}
}
else {
const err6 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema88.type,parentSchema:schema88,data};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
validate99.errors = vErrors;
return errors === 0;
}


function validate97(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.cases === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "cases"},message:"must have required property '"+"cases"+"'",schema:schema87.required,parentSchema:schema87,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
for(const key0 in data){
if(!((key0 === "hostSelector") || (key0 === "cases"))){
const err1 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema87,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data.hostSelector !== undefined){
if(!(validate14(data.hostSelector, {instancePath:instancePath+"/hostSelector",parentData:data,parentDataProperty:"hostSelector",rootData}))){
vErrors = vErrors === null ? validate14.errors : vErrors.concat(validate14.errors);
errors = vErrors.length;
}
}
if(data.cases !== undefined){
let data1 = data.cases;
if(Array.isArray(data1)){
if(data1.length > 1000){
const err2 = {instancePath:instancePath+"/cases",schemaPath:"#/properties/cases/maxItems",keyword:"maxItems",params:{limit: 1000},message:"must NOT have more than 1000 items",schema:1000,parentSchema:schema87.properties.cases,data:data1};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
if(data1.length < 1){
const err3 = {instancePath:instancePath+"/cases",schemaPath:"#/properties/cases/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema87.properties.cases,data:data1};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
const len0 = data1.length;
for(let i0=0; i0<len0; i0++){
if(!(validate99(data1[i0], {instancePath:instancePath+"/cases/" + i0,parentData:data1,parentDataProperty:i0,rootData}))){
vErrors = vErrors === null ? validate99.errors : vErrors.concat(validate99.errors);
errors = vErrors.length;
}
}
}
else {
const err4 = {instancePath:instancePath+"/cases",schemaPath:"#/properties/cases/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema87.properties.cases.type,parentSchema:schema87.properties.cases,data:data1};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
}
else {
const err5 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema87.type,parentSchema:schema87,data};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
validate97.errors = vErrors;
return errors === 0;
}


function validate96(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.apiVersion === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "apiVersion"},message:"must have required property '"+"apiVersion"+"'",schema:schema85.required,parentSchema:schema85,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.kind === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "kind"},message:"must have required property '"+"kind"+"'",schema:schema85.required,parentSchema:schema85,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(data.metadata === undefined){
const err2 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "metadata"},message:"must have required property '"+"metadata"+"'",schema:schema85.required,parentSchema:schema85,data};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
if(data.spec === undefined){
const err3 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "spec"},message:"must have required property '"+"spec"+"'",schema:schema85.required,parentSchema:schema85,data};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
for(const key0 in data){
if(!((((key0 === "apiVersion") || (key0 === "kind")) || (key0 === "metadata")) || (key0 === "spec"))){
const err4 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema85,data};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.apiVersion !== undefined){
let data0 = data.apiVersion;
if(typeof data0 !== "string"){
const err5 = {instancePath:instancePath+"/apiVersion",schemaPath:"#/properties/apiVersion/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema85.properties.apiVersion.type,parentSchema:schema85.properties.apiVersion,data:data0};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
if("gatewright.dev/v1alpha1" !== data0){
const err6 = {instancePath:instancePath+"/apiVersion",schemaPath:"#/properties/apiVersion/const",keyword:"const",params:{allowedValue: "gatewright.dev/v1alpha1"},message:"must be equal to constant",schema:"gatewright.dev/v1alpha1",parentSchema:schema85.properties.apiVersion,data:data0};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data.kind !== undefined){
let data1 = data.kind;
if(typeof data1 !== "string"){
const err7 = {instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema85.properties.kind.type,parentSchema:schema85.properties.kind,data:data1};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
if("PolicyTest" !== data1){
const err8 = {instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "PolicyTest"},message:"must be equal to constant",schema:"PolicyTest",parentSchema:schema85.properties.kind,data:data1};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
if(data.metadata !== undefined){
let data2 = data.metadata;
if(data2 && typeof data2 == "object" && !Array.isArray(data2)){
if(data2.name === undefined){
const err9 = {instancePath:instancePath+"/metadata",schemaPath:"#/$defs/Metadata/required",keyword:"required",params:{missingProperty: "name"},message:"must have required property '"+"name"+"'",schema:schema14.required,parentSchema:schema14,data:data2};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
for(const key1 in data2){
if(!(((key1 === "name") || (key1 === "labels")) || (key1 === "annotations"))){
const err10 = {instancePath:instancePath+"/metadata",schemaPath:"#/$defs/Metadata/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1},message:"must NOT have additional properties",schema:false,parentSchema:schema14,data:data2};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
if(data2.name !== undefined){
let data3 = data2.name;
if(typeof data3 === "string"){
if(!(formats0(data3))){
const err11 = {instancePath:instancePath+"/metadata/name",schemaPath:"#/$defs/Metadata/properties/name/format",keyword:"format",params:{format: "dns-label"},message:"must match format \""+"dns-label"+"\"",schema:"dns-label",parentSchema:schema14.properties.name,data:data3};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
else {
const err12 = {instancePath:instancePath+"/metadata/name",schemaPath:"#/$defs/Metadata/properties/name/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema14.properties.name.type,parentSchema:schema14.properties.name,data:data3};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
if(data2.labels !== undefined){
let data4 = data2.labels;
if(data4 && typeof data4 == "object" && !Array.isArray(data4)){
if(Object.keys(data4).length > 64){
const err13 = {instancePath:instancePath+"/metadata/labels",schemaPath:"#/$defs/Metadata/properties/labels/maxProperties",keyword:"maxProperties",params:{limit: 64},message:"must NOT have more than 64 properties",schema:64,parentSchema:schema14.properties.labels,data:data4};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
for(const key2 in data4){
let data5 = data4[key2];
if(typeof data5 === "string"){
if(func2(data5) > 256){
const err14 = {instancePath:instancePath+"/metadata/labels/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/$defs/Metadata/properties/labels/additionalProperties/maxLength",keyword:"maxLength",params:{limit: 256},message:"must NOT have more than 256 characters",schema:256,parentSchema:schema14.properties.labels.additionalProperties,data:data5};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
else {
const err15 = {instancePath:instancePath+"/metadata/labels/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/$defs/Metadata/properties/labels/additionalProperties/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema14.properties.labels.additionalProperties.type,parentSchema:schema14.properties.labels.additionalProperties,data:data5};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
}
else {
const err16 = {instancePath:instancePath+"/metadata/labels",schemaPath:"#/$defs/Metadata/properties/labels/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema14.properties.labels.type,parentSchema:schema14.properties.labels,data:data4};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
if(data2.annotations !== undefined){
let data6 = data2.annotations;
if(data6 && typeof data6 == "object" && !Array.isArray(data6)){
if(Object.keys(data6).length > 256){
const err17 = {instancePath:instancePath+"/metadata/annotations",schemaPath:"#/$defs/Metadata/properties/annotations/maxProperties",keyword:"maxProperties",params:{limit: 256},message:"must NOT have more than 256 properties",schema:256,parentSchema:schema14.properties.annotations,data:data6};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
for(const key3 in data6){
let data7 = data6[key3];
if(typeof data7 !== "string"){
const err18 = {instancePath:instancePath+"/metadata/annotations/" + key3.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/$defs/Metadata/properties/annotations/additionalProperties/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema14.properties.annotations.additionalProperties.type,parentSchema:schema14.properties.annotations.additionalProperties,data:data7};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
}
else {
const err19 = {instancePath:instancePath+"/metadata/annotations",schemaPath:"#/$defs/Metadata/properties/annotations/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema14.properties.annotations.type,parentSchema:schema14.properties.annotations,data:data6};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
}
else {
const err20 = {instancePath:instancePath+"/metadata",schemaPath:"#/$defs/Metadata/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema14.type,parentSchema:schema14,data:data2};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
}
if(data.spec !== undefined){
if(!(validate97(data.spec, {instancePath:instancePath+"/spec",parentData:data,parentDataProperty:"spec",rootData}))){
vErrors = vErrors === null ? validate97.errors : vErrors.concat(validate97.errors);
errors = vErrors.length;
}
}
}
else {
const err21 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema85.type,parentSchema:schema85,data};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
validate96.errors = vErrors;
return errors === 0;
}


function validate95(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
/*# sourceURL="PolicyTest" */;
let vErrors = null;
let errors = 0;
if(!(validate96(data, {instancePath,parentData,parentDataProperty,rootData}))){
vErrors = vErrors === null ? validate96.errors : vErrors.concat(validate96.errors);
errors = vErrors.length;
}
validate95.errors = vErrors;
return errors === 0;
}

export const validateService = validate107;
const schema94 = {"$id":"Service","$ref":"gatewright#/$defs/Service"};
const schema95 = {"title":"Service","description":"A kind of traffic under one name. All fields are alternatives.","type":"object","additionalProperties":false,"required":["apiVersion","kind","metadata","spec"],"properties":{"apiVersion":{"type":"string","const":"gatewright.dev/v1alpha1","description":"Always gatewright.dev/v1alpha1."},"kind":{"type":"string","const":"Service","description":"Always Service."},"metadata":{"$ref":"#/$defs/Metadata"},"spec":{"$ref":"#/$defs/ServiceSpec","description":"What traffic belongs to the service."}}};
const schema97 = {"type":"object","description":"What traffic belongs to the service.","minProperties":1,"properties":{"ports":{"type":"array","description":"Ports of the service.","minItems":1,"maxItems":64,"items":{"$ref":"#/$defs/PortSpec","description":"Ports of one transport protocol."}},"icmp":{"type":"array","description":"ICMP messages of the service.","minItems":1,"maxItems":64,"items":{"$ref":"#/$defs/IcmpSpec","description":"One kind of ICMP message."}},"protocols":{"type":"array","description":"IP protocols with everything they carry.","minItems":1,"maxItems":64,"items":{"description":"Protocol name (gre, esp, ah, vrrp, ospf) or number 1-255.","minimum":1,"maximum":255,"format":"protocol","type":["integer","string"]}},"helper":{"type":"string","description":"Helper of connection tracking for the ports of this service and of those that it includes: it reads along which further connections the two ends agree on (FTP data, voice), and those pass as related ones, translated where the first is. It is assigned in table raw where an Allow names the service, by the side that opens the connection (`from`; in egress also `to`): where other rules let that side through to other servers, it reads along there, too. Port forwards assign none. It reads plain text, so it does not help FTP over TLS. irc, netbios-ns, pptp and snmp know IPv4 only.","enum":["ftp","sip","tftp","h323","irc","pptp","snmp","amanda","netbios-ns"]},"include":{"type":"array","description":"Other Services, built in or of the repository, that belong to this one as well.","minItems":1,"maxItems":64,"items":{"type":"string","description":"Name of a Service.","format":"dns-label"},"uniqueItems":true}},"title":"ServiceSpec","additionalProperties":false};

function validate109(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(Object.keys(data).length < 1){
const err0 = {instancePath,schemaPath:"#/minProperties",keyword:"minProperties",params:{limit: 1},message:"must NOT have fewer than 1 properties",schema:1,parentSchema:schema97,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
for(const key0 in data){
if(!(((((key0 === "ports") || (key0 === "icmp")) || (key0 === "protocols")) || (key0 === "helper")) || (key0 === "include"))){
const err1 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema97,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data.ports !== undefined){
let data0 = data.ports;
if(Array.isArray(data0)){
if(data0.length > 64){
const err2 = {instancePath:instancePath+"/ports",schemaPath:"#/properties/ports/maxItems",keyword:"maxItems",params:{limit: 64},message:"must NOT have more than 64 items",schema:64,parentSchema:schema97.properties.ports,data:data0};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
if(data0.length < 1){
const err3 = {instancePath:instancePath+"/ports",schemaPath:"#/properties/ports/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema97.properties.ports,data:data0};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
const len0 = data0.length;
for(let i0=0; i0<len0; i0++){
let data1 = data0[i0];
if(data1 && typeof data1 == "object" && !Array.isArray(data1)){
if(data1.protocol === undefined){
const err4 = {instancePath:instancePath+"/ports/" + i0,schemaPath:"#/$defs/PortSpec/required",keyword:"required",params:{missingProperty: "protocol"},message:"must have required property '"+"protocol"+"'",schema:schema23.required,parentSchema:schema23,data:data1};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
for(const key1 in data1){
if(!(((key1 === "protocol") || (key1 === "ports")) || (key1 === "sourcePorts"))){
const err5 = {instancePath:instancePath+"/ports/" + i0,schemaPath:"#/$defs/PortSpec/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1},message:"must NOT have additional properties",schema:false,parentSchema:schema23,data:data1};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data1.protocol !== undefined){
let data2 = data1.protocol;
if(typeof data2 !== "string"){
const err6 = {instancePath:instancePath+"/ports/" + i0+"/protocol",schemaPath:"#/$defs/PortSpec/properties/protocol/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema23.properties.protocol.type,parentSchema:schema23.properties.protocol,data:data2};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
if(!(((((data2 === "TCP") || (data2 === "UDP")) || (data2 === "SCTP")) || (data2 === "DCCP")) || (data2 === "UDPLite"))){
const err7 = {instancePath:instancePath+"/ports/" + i0+"/protocol",schemaPath:"#/$defs/PortSpec/properties/protocol/enum",keyword:"enum",params:{allowedValues: schema23.properties.protocol.enum},message:"must be equal to one of the allowed values",schema:schema23.properties.protocol.enum,parentSchema:schema23.properties.protocol,data:data2};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
if(data1.ports !== undefined){
let data3 = data1.ports;
if(Array.isArray(data3)){
if(data3.length > 64){
const err8 = {instancePath:instancePath+"/ports/" + i0+"/ports",schemaPath:"#/$defs/PortSpec/properties/ports/maxItems",keyword:"maxItems",params:{limit: 64},message:"must NOT have more than 64 items",schema:64,parentSchema:schema23.properties.ports,data:data3};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
if(data3.length < 1){
const err9 = {instancePath:instancePath+"/ports/" + i0+"/ports",schemaPath:"#/$defs/PortSpec/properties/ports/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema23.properties.ports,data:data3};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
const len1 = data3.length;
for(let i1=0; i1<len1; i1++){
let data4 = data3[i1];
if((!(((typeof data4 == "number") && (!(data4 % 1) && !isNaN(data4))) && (isFinite(data4)))) && (typeof data4 !== "string")){
const err10 = {instancePath:instancePath+"/ports/" + i0+"/ports/" + i1,schemaPath:"#/$defs/PortSpec/properties/ports/items/type",keyword:"type",params:{type: schema23.properties.ports.items.type},message:"must be integer,string",schema:schema23.properties.ports.items.type,parentSchema:schema23.properties.ports.items,data:data4};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
if((typeof data4 == "number") && (isFinite(data4))){
if(data4 > 65535 || isNaN(data4)){
const err11 = {instancePath:instancePath+"/ports/" + i0+"/ports/" + i1,schemaPath:"#/$defs/PortSpec/properties/ports/items/maximum",keyword:"maximum",params:{comparison: "<=", limit: 65535},message:"must be <= 65535",schema:65535,parentSchema:schema23.properties.ports.items,data:data4};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
if(data4 < 1 || isNaN(data4)){
const err12 = {instancePath:instancePath+"/ports/" + i0+"/ports/" + i1,schemaPath:"#/$defs/PortSpec/properties/ports/items/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema23.properties.ports.items,data:data4};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
if(typeof data4 === "string"){
if(!(formats22(data4))){
const err13 = {instancePath:instancePath+"/ports/" + i0+"/ports/" + i1,schemaPath:"#/$defs/PortSpec/properties/ports/items/format",keyword:"format",params:{format: "port"},message:"must match format \""+"port"+"\"",schema:"port",parentSchema:schema23.properties.ports.items,data:data4};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
}
}
else {
const err14 = {instancePath:instancePath+"/ports/" + i0+"/ports",schemaPath:"#/$defs/PortSpec/properties/ports/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema23.properties.ports.type,parentSchema:schema23.properties.ports,data:data3};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
if(data1.sourcePorts !== undefined){
let data5 = data1.sourcePorts;
if(Array.isArray(data5)){
if(data5.length > 64){
const err15 = {instancePath:instancePath+"/ports/" + i0+"/sourcePorts",schemaPath:"#/$defs/PortSpec/properties/sourcePorts/maxItems",keyword:"maxItems",params:{limit: 64},message:"must NOT have more than 64 items",schema:64,parentSchema:schema23.properties.sourcePorts,data:data5};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
if(data5.length < 1){
const err16 = {instancePath:instancePath+"/ports/" + i0+"/sourcePorts",schemaPath:"#/$defs/PortSpec/properties/sourcePorts/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema23.properties.sourcePorts,data:data5};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
const len2 = data5.length;
for(let i2=0; i2<len2; i2++){
let data6 = data5[i2];
if((!(((typeof data6 == "number") && (!(data6 % 1) && !isNaN(data6))) && (isFinite(data6)))) && (typeof data6 !== "string")){
const err17 = {instancePath:instancePath+"/ports/" + i0+"/sourcePorts/" + i2,schemaPath:"#/$defs/PortSpec/properties/sourcePorts/items/type",keyword:"type",params:{type: schema23.properties.sourcePorts.items.type},message:"must be integer,string",schema:schema23.properties.sourcePorts.items.type,parentSchema:schema23.properties.sourcePorts.items,data:data6};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
if((typeof data6 == "number") && (isFinite(data6))){
if(data6 > 65535 || isNaN(data6)){
const err18 = {instancePath:instancePath+"/ports/" + i0+"/sourcePorts/" + i2,schemaPath:"#/$defs/PortSpec/properties/sourcePorts/items/maximum",keyword:"maximum",params:{comparison: "<=", limit: 65535},message:"must be <= 65535",schema:65535,parentSchema:schema23.properties.sourcePorts.items,data:data6};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
if(data6 < 1 || isNaN(data6)){
const err19 = {instancePath:instancePath+"/ports/" + i0+"/sourcePorts/" + i2,schemaPath:"#/$defs/PortSpec/properties/sourcePorts/items/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema23.properties.sourcePorts.items,data:data6};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
if(typeof data6 === "string"){
if(!(formats22(data6))){
const err20 = {instancePath:instancePath+"/ports/" + i0+"/sourcePorts/" + i2,schemaPath:"#/$defs/PortSpec/properties/sourcePorts/items/format",keyword:"format",params:{format: "port"},message:"must match format \""+"port"+"\"",schema:"port",parentSchema:schema23.properties.sourcePorts.items,data:data6};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
}
}
}
else {
const err21 = {instancePath:instancePath+"/ports/" + i0+"/sourcePorts",schemaPath:"#/$defs/PortSpec/properties/sourcePorts/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema23.properties.sourcePorts.type,parentSchema:schema23.properties.sourcePorts,data:data5};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
}
}
else {
const err22 = {instancePath:instancePath+"/ports/" + i0,schemaPath:"#/$defs/PortSpec/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema23.type,parentSchema:schema23,data:data1};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
}
}
else {
const err23 = {instancePath:instancePath+"/ports",schemaPath:"#/properties/ports/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema97.properties.ports.type,parentSchema:schema97.properties.ports,data:data0};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
}
if(data.icmp !== undefined){
let data7 = data.icmp;
if(Array.isArray(data7)){
if(data7.length > 64){
const err24 = {instancePath:instancePath+"/icmp",schemaPath:"#/properties/icmp/maxItems",keyword:"maxItems",params:{limit: 64},message:"must NOT have more than 64 items",schema:64,parentSchema:schema97.properties.icmp,data:data7};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
if(data7.length < 1){
const err25 = {instancePath:instancePath+"/icmp",schemaPath:"#/properties/icmp/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema97.properties.icmp,data:data7};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
const len3 = data7.length;
for(let i3=0; i3<len3; i3++){
let data8 = data7[i3];
if(data8 && typeof data8 == "object" && !Array.isArray(data8)){
if(data8.family === undefined){
const err26 = {instancePath:instancePath+"/icmp/" + i3,schemaPath:"#/$defs/IcmpSpec/required",keyword:"required",params:{missingProperty: "family"},message:"must have required property '"+"family"+"'",schema:schema24.required,parentSchema:schema24,data:data8};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
if(data8.type === undefined){
const err27 = {instancePath:instancePath+"/icmp/" + i3,schemaPath:"#/$defs/IcmpSpec/required",keyword:"required",params:{missingProperty: "type"},message:"must have required property '"+"type"+"'",schema:schema24.required,parentSchema:schema24,data:data8};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
for(const key2 in data8){
if(!(((key2 === "family") || (key2 === "type")) || (key2 === "code"))){
const err28 = {instancePath:instancePath+"/icmp/" + i3,schemaPath:"#/$defs/IcmpSpec/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key2},message:"must NOT have additional properties",schema:false,parentSchema:schema24,data:data8};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
}
if(data8.family !== undefined){
let data9 = data8.family;
if(typeof data9 !== "string"){
const err29 = {instancePath:instancePath+"/icmp/" + i3+"/family",schemaPath:"#/$defs/IcmpSpec/properties/family/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema24.properties.family.type,parentSchema:schema24.properties.family,data:data9};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
if(!((data9 === "IPv4") || (data9 === "IPv6"))){
const err30 = {instancePath:instancePath+"/icmp/" + i3+"/family",schemaPath:"#/$defs/IcmpSpec/properties/family/enum",keyword:"enum",params:{allowedValues: schema24.properties.family.enum},message:"must be equal to one of the allowed values",schema:schema24.properties.family.enum,parentSchema:schema24.properties.family,data:data9};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
}
if(data8.type !== undefined){
let data10 = data8.type;
if((!(((typeof data10 == "number") && (!(data10 % 1) && !isNaN(data10))) && (isFinite(data10)))) && (typeof data10 !== "string")){
const err31 = {instancePath:instancePath+"/icmp/" + i3+"/type",schemaPath:"#/$defs/IcmpSpec/properties/type/type",keyword:"type",params:{type: schema24.properties.type.type},message:"must be integer,string",schema:schema24.properties.type.type,parentSchema:schema24.properties.type,data:data10};
if(vErrors === null){
vErrors = [err31];
}
else {
vErrors.push(err31);
}
errors++;
}
if((typeof data10 == "number") && (isFinite(data10))){
if(data10 > 255 || isNaN(data10)){
const err32 = {instancePath:instancePath+"/icmp/" + i3+"/type",schemaPath:"#/$defs/IcmpSpec/properties/type/maximum",keyword:"maximum",params:{comparison: "<=", limit: 255},message:"must be <= 255",schema:255,parentSchema:schema24.properties.type,data:data10};
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
}
if(data10 < 0 || isNaN(data10)){
const err33 = {instancePath:instancePath+"/icmp/" + i3+"/type",schemaPath:"#/$defs/IcmpSpec/properties/type/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0",schema:0,parentSchema:schema24.properties.type,data:data10};
if(vErrors === null){
vErrors = [err33];
}
else {
vErrors.push(err33);
}
errors++;
}
}
if(typeof data10 === "string"){
if(!(formats28(data10))){
const err34 = {instancePath:instancePath+"/icmp/" + i3+"/type",schemaPath:"#/$defs/IcmpSpec/properties/type/format",keyword:"format",params:{format: "icmp-type"},message:"must match format \""+"icmp-type"+"\"",schema:"icmp-type",parentSchema:schema24.properties.type,data:data10};
if(vErrors === null){
vErrors = [err34];
}
else {
vErrors.push(err34);
}
errors++;
}
}
}
if(data8.code !== undefined){
let data11 = data8.code;
if(!(((typeof data11 == "number") && (!(data11 % 1) && !isNaN(data11))) && (isFinite(data11)))){
const err35 = {instancePath:instancePath+"/icmp/" + i3+"/code",schemaPath:"#/$defs/IcmpSpec/properties/code/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema24.properties.code.type,parentSchema:schema24.properties.code,data:data11};
if(vErrors === null){
vErrors = [err35];
}
else {
vErrors.push(err35);
}
errors++;
}
if((typeof data11 == "number") && (isFinite(data11))){
if(data11 > 255 || isNaN(data11)){
const err36 = {instancePath:instancePath+"/icmp/" + i3+"/code",schemaPath:"#/$defs/IcmpSpec/properties/code/maximum",keyword:"maximum",params:{comparison: "<=", limit: 255},message:"must be <= 255",schema:255,parentSchema:schema24.properties.code,data:data11};
if(vErrors === null){
vErrors = [err36];
}
else {
vErrors.push(err36);
}
errors++;
}
if(data11 < 0 || isNaN(data11)){
const err37 = {instancePath:instancePath+"/icmp/" + i3+"/code",schemaPath:"#/$defs/IcmpSpec/properties/code/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0",schema:0,parentSchema:schema24.properties.code,data:data11};
if(vErrors === null){
vErrors = [err37];
}
else {
vErrors.push(err37);
}
errors++;
}
}
}
}
else {
const err38 = {instancePath:instancePath+"/icmp/" + i3,schemaPath:"#/$defs/IcmpSpec/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema24.type,parentSchema:schema24,data:data8};
if(vErrors === null){
vErrors = [err38];
}
else {
vErrors.push(err38);
}
errors++;
}
}
}
else {
const err39 = {instancePath:instancePath+"/icmp",schemaPath:"#/properties/icmp/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema97.properties.icmp.type,parentSchema:schema97.properties.icmp,data:data7};
if(vErrors === null){
vErrors = [err39];
}
else {
vErrors.push(err39);
}
errors++;
}
}
if(data.protocols !== undefined){
let data12 = data.protocols;
if(Array.isArray(data12)){
if(data12.length > 64){
const err40 = {instancePath:instancePath+"/protocols",schemaPath:"#/properties/protocols/maxItems",keyword:"maxItems",params:{limit: 64},message:"must NOT have more than 64 items",schema:64,parentSchema:schema97.properties.protocols,data:data12};
if(vErrors === null){
vErrors = [err40];
}
else {
vErrors.push(err40);
}
errors++;
}
if(data12.length < 1){
const err41 = {instancePath:instancePath+"/protocols",schemaPath:"#/properties/protocols/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema97.properties.protocols,data:data12};
if(vErrors === null){
vErrors = [err41];
}
else {
vErrors.push(err41);
}
errors++;
}
const len4 = data12.length;
for(let i4=0; i4<len4; i4++){
let data13 = data12[i4];
if((!(((typeof data13 == "number") && (!(data13 % 1) && !isNaN(data13))) && (isFinite(data13)))) && (typeof data13 !== "string")){
const err42 = {instancePath:instancePath+"/protocols/" + i4,schemaPath:"#/properties/protocols/items/type",keyword:"type",params:{type: schema97.properties.protocols.items.type},message:"must be integer,string",schema:schema97.properties.protocols.items.type,parentSchema:schema97.properties.protocols.items,data:data13};
if(vErrors === null){
vErrors = [err42];
}
else {
vErrors.push(err42);
}
errors++;
}
if((typeof data13 == "number") && (isFinite(data13))){
if(data13 > 255 || isNaN(data13)){
const err43 = {instancePath:instancePath+"/protocols/" + i4,schemaPath:"#/properties/protocols/items/maximum",keyword:"maximum",params:{comparison: "<=", limit: 255},message:"must be <= 255",schema:255,parentSchema:schema97.properties.protocols.items,data:data13};
if(vErrors === null){
vErrors = [err43];
}
else {
vErrors.push(err43);
}
errors++;
}
if(data13 < 1 || isNaN(data13)){
const err44 = {instancePath:instancePath+"/protocols/" + i4,schemaPath:"#/properties/protocols/items/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema97.properties.protocols.items,data:data13};
if(vErrors === null){
vErrors = [err44];
}
else {
vErrors.push(err44);
}
errors++;
}
}
if(typeof data13 === "string"){
if(!(formats26(data13))){
const err45 = {instancePath:instancePath+"/protocols/" + i4,schemaPath:"#/properties/protocols/items/format",keyword:"format",params:{format: "protocol"},message:"must match format \""+"protocol"+"\"",schema:"protocol",parentSchema:schema97.properties.protocols.items,data:data13};
if(vErrors === null){
vErrors = [err45];
}
else {
vErrors.push(err45);
}
errors++;
}
}
}
}
else {
const err46 = {instancePath:instancePath+"/protocols",schemaPath:"#/properties/protocols/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema97.properties.protocols.type,parentSchema:schema97.properties.protocols,data:data12};
if(vErrors === null){
vErrors = [err46];
}
else {
vErrors.push(err46);
}
errors++;
}
}
if(data.helper !== undefined){
let data14 = data.helper;
if(typeof data14 !== "string"){
const err47 = {instancePath:instancePath+"/helper",schemaPath:"#/properties/helper/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema97.properties.helper.type,parentSchema:schema97.properties.helper,data:data14};
if(vErrors === null){
vErrors = [err47];
}
else {
vErrors.push(err47);
}
errors++;
}
if(!(((((((((data14 === "ftp") || (data14 === "sip")) || (data14 === "tftp")) || (data14 === "h323")) || (data14 === "irc")) || (data14 === "pptp")) || (data14 === "snmp")) || (data14 === "amanda")) || (data14 === "netbios-ns"))){
const err48 = {instancePath:instancePath+"/helper",schemaPath:"#/properties/helper/enum",keyword:"enum",params:{allowedValues: schema97.properties.helper.enum},message:"must be equal to one of the allowed values",schema:schema97.properties.helper.enum,parentSchema:schema97.properties.helper,data:data14};
if(vErrors === null){
vErrors = [err48];
}
else {
vErrors.push(err48);
}
errors++;
}
}
if(data.include !== undefined){
let data15 = data.include;
if(Array.isArray(data15)){
if(data15.length > 64){
const err49 = {instancePath:instancePath+"/include",schemaPath:"#/properties/include/maxItems",keyword:"maxItems",params:{limit: 64},message:"must NOT have more than 64 items",schema:64,parentSchema:schema97.properties.include,data:data15};
if(vErrors === null){
vErrors = [err49];
}
else {
vErrors.push(err49);
}
errors++;
}
if(data15.length < 1){
const err50 = {instancePath:instancePath+"/include",schemaPath:"#/properties/include/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema97.properties.include,data:data15};
if(vErrors === null){
vErrors = [err50];
}
else {
vErrors.push(err50);
}
errors++;
}
const len5 = data15.length;
for(let i5=0; i5<len5; i5++){
let data16 = data15[i5];
if(typeof data16 === "string"){
if(!(formats0(data16))){
const err51 = {instancePath:instancePath+"/include/" + i5,schemaPath:"#/properties/include/items/format",keyword:"format",params:{format: "dns-label"},message:"must match format \""+"dns-label"+"\"",schema:"dns-label",parentSchema:schema97.properties.include.items,data:data16};
if(vErrors === null){
vErrors = [err51];
}
else {
vErrors.push(err51);
}
errors++;
}
}
else {
const err52 = {instancePath:instancePath+"/include/" + i5,schemaPath:"#/properties/include/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema97.properties.include.items.type,parentSchema:schema97.properties.include.items,data:data16};
if(vErrors === null){
vErrors = [err52];
}
else {
vErrors.push(err52);
}
errors++;
}
}
let i6 = data15.length;
let j0;
if(i6 > 1){
const indices0 = {};
for(;i6--;){
let item0 = data15[i6];
if(typeof item0 !== "string"){
continue;
}
if(typeof indices0[item0] == "number"){
j0 = indices0[item0];
const err53 = {instancePath:instancePath+"/include",schemaPath:"#/properties/include/uniqueItems",keyword:"uniqueItems",params:{i: i6, j: j0},message:"must NOT have duplicate items (items ## "+j0+" and "+i6+" are identical)",schema:true,parentSchema:schema97.properties.include,data:data15};
if(vErrors === null){
vErrors = [err53];
}
else {
vErrors.push(err53);
}
errors++;
break;
}
indices0[item0] = i6;
}
}
}
else {
const err54 = {instancePath:instancePath+"/include",schemaPath:"#/properties/include/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema97.properties.include.type,parentSchema:schema97.properties.include,data:data15};
if(vErrors === null){
vErrors = [err54];
}
else {
vErrors.push(err54);
}
errors++;
}
}
}
else {
const err55 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema97.type,parentSchema:schema97,data};
if(vErrors === null){
vErrors = [err55];
}
else {
vErrors.push(err55);
}
errors++;
}
validate109.errors = vErrors;
return errors === 0;
}


function validate108(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.apiVersion === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "apiVersion"},message:"must have required property '"+"apiVersion"+"'",schema:schema95.required,parentSchema:schema95,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.kind === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "kind"},message:"must have required property '"+"kind"+"'",schema:schema95.required,parentSchema:schema95,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(data.metadata === undefined){
const err2 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "metadata"},message:"must have required property '"+"metadata"+"'",schema:schema95.required,parentSchema:schema95,data};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
if(data.spec === undefined){
const err3 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "spec"},message:"must have required property '"+"spec"+"'",schema:schema95.required,parentSchema:schema95,data};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
for(const key0 in data){
if(!((((key0 === "apiVersion") || (key0 === "kind")) || (key0 === "metadata")) || (key0 === "spec"))){
const err4 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema95,data};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.apiVersion !== undefined){
let data0 = data.apiVersion;
if(typeof data0 !== "string"){
const err5 = {instancePath:instancePath+"/apiVersion",schemaPath:"#/properties/apiVersion/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema95.properties.apiVersion.type,parentSchema:schema95.properties.apiVersion,data:data0};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
if("gatewright.dev/v1alpha1" !== data0){
const err6 = {instancePath:instancePath+"/apiVersion",schemaPath:"#/properties/apiVersion/const",keyword:"const",params:{allowedValue: "gatewright.dev/v1alpha1"},message:"must be equal to constant",schema:"gatewright.dev/v1alpha1",parentSchema:schema95.properties.apiVersion,data:data0};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data.kind !== undefined){
let data1 = data.kind;
if(typeof data1 !== "string"){
const err7 = {instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema95.properties.kind.type,parentSchema:schema95.properties.kind,data:data1};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
if("Service" !== data1){
const err8 = {instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "Service"},message:"must be equal to constant",schema:"Service",parentSchema:schema95.properties.kind,data:data1};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
if(data.metadata !== undefined){
let data2 = data.metadata;
if(data2 && typeof data2 == "object" && !Array.isArray(data2)){
if(data2.name === undefined){
const err9 = {instancePath:instancePath+"/metadata",schemaPath:"#/$defs/Metadata/required",keyword:"required",params:{missingProperty: "name"},message:"must have required property '"+"name"+"'",schema:schema14.required,parentSchema:schema14,data:data2};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
for(const key1 in data2){
if(!(((key1 === "name") || (key1 === "labels")) || (key1 === "annotations"))){
const err10 = {instancePath:instancePath+"/metadata",schemaPath:"#/$defs/Metadata/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1},message:"must NOT have additional properties",schema:false,parentSchema:schema14,data:data2};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
if(data2.name !== undefined){
let data3 = data2.name;
if(typeof data3 === "string"){
if(!(formats0(data3))){
const err11 = {instancePath:instancePath+"/metadata/name",schemaPath:"#/$defs/Metadata/properties/name/format",keyword:"format",params:{format: "dns-label"},message:"must match format \""+"dns-label"+"\"",schema:"dns-label",parentSchema:schema14.properties.name,data:data3};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
else {
const err12 = {instancePath:instancePath+"/metadata/name",schemaPath:"#/$defs/Metadata/properties/name/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema14.properties.name.type,parentSchema:schema14.properties.name,data:data3};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
if(data2.labels !== undefined){
let data4 = data2.labels;
if(data4 && typeof data4 == "object" && !Array.isArray(data4)){
if(Object.keys(data4).length > 64){
const err13 = {instancePath:instancePath+"/metadata/labels",schemaPath:"#/$defs/Metadata/properties/labels/maxProperties",keyword:"maxProperties",params:{limit: 64},message:"must NOT have more than 64 properties",schema:64,parentSchema:schema14.properties.labels,data:data4};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
for(const key2 in data4){
let data5 = data4[key2];
if(typeof data5 === "string"){
if(func2(data5) > 256){
const err14 = {instancePath:instancePath+"/metadata/labels/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/$defs/Metadata/properties/labels/additionalProperties/maxLength",keyword:"maxLength",params:{limit: 256},message:"must NOT have more than 256 characters",schema:256,parentSchema:schema14.properties.labels.additionalProperties,data:data5};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
else {
const err15 = {instancePath:instancePath+"/metadata/labels/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/$defs/Metadata/properties/labels/additionalProperties/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema14.properties.labels.additionalProperties.type,parentSchema:schema14.properties.labels.additionalProperties,data:data5};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
}
else {
const err16 = {instancePath:instancePath+"/metadata/labels",schemaPath:"#/$defs/Metadata/properties/labels/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema14.properties.labels.type,parentSchema:schema14.properties.labels,data:data4};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
if(data2.annotations !== undefined){
let data6 = data2.annotations;
if(data6 && typeof data6 == "object" && !Array.isArray(data6)){
if(Object.keys(data6).length > 256){
const err17 = {instancePath:instancePath+"/metadata/annotations",schemaPath:"#/$defs/Metadata/properties/annotations/maxProperties",keyword:"maxProperties",params:{limit: 256},message:"must NOT have more than 256 properties",schema:256,parentSchema:schema14.properties.annotations,data:data6};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
for(const key3 in data6){
let data7 = data6[key3];
if(typeof data7 !== "string"){
const err18 = {instancePath:instancePath+"/metadata/annotations/" + key3.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/$defs/Metadata/properties/annotations/additionalProperties/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema14.properties.annotations.additionalProperties.type,parentSchema:schema14.properties.annotations.additionalProperties,data:data7};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
}
else {
const err19 = {instancePath:instancePath+"/metadata/annotations",schemaPath:"#/$defs/Metadata/properties/annotations/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema14.properties.annotations.type,parentSchema:schema14.properties.annotations,data:data6};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
}
else {
const err20 = {instancePath:instancePath+"/metadata",schemaPath:"#/$defs/Metadata/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema14.type,parentSchema:schema14,data:data2};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
}
if(data.spec !== undefined){
if(!(validate109(data.spec, {instancePath:instancePath+"/spec",parentData:data,parentDataProperty:"spec",rootData}))){
vErrors = vErrors === null ? validate109.errors : vErrors.concat(validate109.errors);
errors = vErrors.length;
}
}
}
else {
const err21 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema95.type,parentSchema:schema95,data};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
validate108.errors = vErrors;
return errors === 0;
}


function validate107(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
/*# sourceURL="Service" */;
let vErrors = null;
let errors = 0;
if(!(validate108(data, {instancePath,parentData,parentDataProperty,rootData}))){
vErrors = vErrors === null ? validate108.errors : vErrors.concat(validate108.errors);
errors = vErrors.length;
}
validate107.errors = vErrors;
return errors === 0;
}

export const validateZone = validate112;
const schema100 = {"$id":"Zone","$ref":"gatewright#/$defs/Zone"};
const schema101 = {"title":"Zone","description":"A part of the network. Which interfaces lead there is said by each Host.","type":"object","additionalProperties":false,"required":["apiVersion","kind","metadata","spec"],"properties":{"apiVersion":{"type":"string","const":"gatewright.dev/v1alpha1","description":"Always gatewright.dev/v1alpha1."},"kind":{"type":"string","const":"Zone","description":"Always Zone."},"metadata":{"$ref":"#/$defs/Metadata"},"spec":{"$ref":"#/$defs/ZoneSpec","description":"What holds for the zone."}}};
const schema103 = {"type":"object","description":"What holds for the zone.","properties":{"networks":{"type":"array","description":"Source networks that belong behind this zone; NatPolicies mean these where they name the zone as a source.","minItems":1,"maxItems":1000,"items":{"type":"string","description":"Address (read as /32 or /128) or CIDR with host bits zero.","format":"network"}},"external":{"type":"boolean","description":"Whether strangers live there: default refusals then use denyStyle.external."},"antiSpoof":{"type":"string","description":"Whether false sources are dropped, in table raw, before anything else. Loose: a source of `networks` by another interface (the most specific network of all zones of the host decides); a zone without `networks`: a source to which the host has no route at all. Strict: besides, by this zone's interfaces only `networks` enter (and fe80::/10, :: and 0.0.0.0, from which hosts ask for an address); a zone without `networks`: only sources to which the host would answer by that interface. What comes by lo, and what the failsafe lets in, is never checked.","enum":["Strict","Loose","Disabled"]},"intraZone":{"type":"string","description":"Verdict on forwarding between interfaces of the zone, after all policies.","enum":["Allow","Deny"]}},"title":"ZoneSpec","additionalProperties":false};

function validate113(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.apiVersion === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "apiVersion"},message:"must have required property '"+"apiVersion"+"'",schema:schema101.required,parentSchema:schema101,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.kind === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "kind"},message:"must have required property '"+"kind"+"'",schema:schema101.required,parentSchema:schema101,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(data.metadata === undefined){
const err2 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "metadata"},message:"must have required property '"+"metadata"+"'",schema:schema101.required,parentSchema:schema101,data};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
if(data.spec === undefined){
const err3 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "spec"},message:"must have required property '"+"spec"+"'",schema:schema101.required,parentSchema:schema101,data};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
for(const key0 in data){
if(!((((key0 === "apiVersion") || (key0 === "kind")) || (key0 === "metadata")) || (key0 === "spec"))){
const err4 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema101,data};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.apiVersion !== undefined){
let data0 = data.apiVersion;
if(typeof data0 !== "string"){
const err5 = {instancePath:instancePath+"/apiVersion",schemaPath:"#/properties/apiVersion/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema101.properties.apiVersion.type,parentSchema:schema101.properties.apiVersion,data:data0};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
if("gatewright.dev/v1alpha1" !== data0){
const err6 = {instancePath:instancePath+"/apiVersion",schemaPath:"#/properties/apiVersion/const",keyword:"const",params:{allowedValue: "gatewright.dev/v1alpha1"},message:"must be equal to constant",schema:"gatewright.dev/v1alpha1",parentSchema:schema101.properties.apiVersion,data:data0};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data.kind !== undefined){
let data1 = data.kind;
if(typeof data1 !== "string"){
const err7 = {instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema101.properties.kind.type,parentSchema:schema101.properties.kind,data:data1};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
if("Zone" !== data1){
const err8 = {instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "Zone"},message:"must be equal to constant",schema:"Zone",parentSchema:schema101.properties.kind,data:data1};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
if(data.metadata !== undefined){
let data2 = data.metadata;
if(data2 && typeof data2 == "object" && !Array.isArray(data2)){
if(data2.name === undefined){
const err9 = {instancePath:instancePath+"/metadata",schemaPath:"#/$defs/Metadata/required",keyword:"required",params:{missingProperty: "name"},message:"must have required property '"+"name"+"'",schema:schema14.required,parentSchema:schema14,data:data2};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
for(const key1 in data2){
if(!(((key1 === "name") || (key1 === "labels")) || (key1 === "annotations"))){
const err10 = {instancePath:instancePath+"/metadata",schemaPath:"#/$defs/Metadata/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1},message:"must NOT have additional properties",schema:false,parentSchema:schema14,data:data2};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
if(data2.name !== undefined){
let data3 = data2.name;
if(typeof data3 === "string"){
if(!(formats0(data3))){
const err11 = {instancePath:instancePath+"/metadata/name",schemaPath:"#/$defs/Metadata/properties/name/format",keyword:"format",params:{format: "dns-label"},message:"must match format \""+"dns-label"+"\"",schema:"dns-label",parentSchema:schema14.properties.name,data:data3};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
else {
const err12 = {instancePath:instancePath+"/metadata/name",schemaPath:"#/$defs/Metadata/properties/name/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema14.properties.name.type,parentSchema:schema14.properties.name,data:data3};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
if(data2.labels !== undefined){
let data4 = data2.labels;
if(data4 && typeof data4 == "object" && !Array.isArray(data4)){
if(Object.keys(data4).length > 64){
const err13 = {instancePath:instancePath+"/metadata/labels",schemaPath:"#/$defs/Metadata/properties/labels/maxProperties",keyword:"maxProperties",params:{limit: 64},message:"must NOT have more than 64 properties",schema:64,parentSchema:schema14.properties.labels,data:data4};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
for(const key2 in data4){
let data5 = data4[key2];
if(typeof data5 === "string"){
if(func2(data5) > 256){
const err14 = {instancePath:instancePath+"/metadata/labels/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/$defs/Metadata/properties/labels/additionalProperties/maxLength",keyword:"maxLength",params:{limit: 256},message:"must NOT have more than 256 characters",schema:256,parentSchema:schema14.properties.labels.additionalProperties,data:data5};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
else {
const err15 = {instancePath:instancePath+"/metadata/labels/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/$defs/Metadata/properties/labels/additionalProperties/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema14.properties.labels.additionalProperties.type,parentSchema:schema14.properties.labels.additionalProperties,data:data5};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
}
else {
const err16 = {instancePath:instancePath+"/metadata/labels",schemaPath:"#/$defs/Metadata/properties/labels/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema14.properties.labels.type,parentSchema:schema14.properties.labels,data:data4};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
if(data2.annotations !== undefined){
let data6 = data2.annotations;
if(data6 && typeof data6 == "object" && !Array.isArray(data6)){
if(Object.keys(data6).length > 256){
const err17 = {instancePath:instancePath+"/metadata/annotations",schemaPath:"#/$defs/Metadata/properties/annotations/maxProperties",keyword:"maxProperties",params:{limit: 256},message:"must NOT have more than 256 properties",schema:256,parentSchema:schema14.properties.annotations,data:data6};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
for(const key3 in data6){
let data7 = data6[key3];
if(typeof data7 !== "string"){
const err18 = {instancePath:instancePath+"/metadata/annotations/" + key3.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/$defs/Metadata/properties/annotations/additionalProperties/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema14.properties.annotations.additionalProperties.type,parentSchema:schema14.properties.annotations.additionalProperties,data:data7};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
}
else {
const err19 = {instancePath:instancePath+"/metadata/annotations",schemaPath:"#/$defs/Metadata/properties/annotations/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema14.properties.annotations.type,parentSchema:schema14.properties.annotations,data:data6};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
}
else {
const err20 = {instancePath:instancePath+"/metadata",schemaPath:"#/$defs/Metadata/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema14.type,parentSchema:schema14,data:data2};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
}
if(data.spec !== undefined){
let data8 = data.spec;
if(data8 && typeof data8 == "object" && !Array.isArray(data8)){
for(const key4 in data8){
if(!((((key4 === "networks") || (key4 === "external")) || (key4 === "antiSpoof")) || (key4 === "intraZone"))){
const err21 = {instancePath:instancePath+"/spec",schemaPath:"#/$defs/ZoneSpec/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key4},message:"must NOT have additional properties",schema:false,parentSchema:schema103,data:data8};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
}
if(data8.networks !== undefined){
let data9 = data8.networks;
if(Array.isArray(data9)){
if(data9.length > 1000){
const err22 = {instancePath:instancePath+"/spec/networks",schemaPath:"#/$defs/ZoneSpec/properties/networks/maxItems",keyword:"maxItems",params:{limit: 1000},message:"must NOT have more than 1000 items",schema:1000,parentSchema:schema103.properties.networks,data:data9};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
if(data9.length < 1){
const err23 = {instancePath:instancePath+"/spec/networks",schemaPath:"#/$defs/ZoneSpec/properties/networks/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema103.properties.networks,data:data9};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
const len0 = data9.length;
for(let i0=0; i0<len0; i0++){
let data10 = data9[i0];
if(typeof data10 === "string"){
if(!(formats10(data10))){
const err24 = {instancePath:instancePath+"/spec/networks/" + i0,schemaPath:"#/$defs/ZoneSpec/properties/networks/items/format",keyword:"format",params:{format: "network"},message:"must match format \""+"network"+"\"",schema:"network",parentSchema:schema103.properties.networks.items,data:data10};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
}
else {
const err25 = {instancePath:instancePath+"/spec/networks/" + i0,schemaPath:"#/$defs/ZoneSpec/properties/networks/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema103.properties.networks.items.type,parentSchema:schema103.properties.networks.items,data:data10};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
}
}
else {
const err26 = {instancePath:instancePath+"/spec/networks",schemaPath:"#/$defs/ZoneSpec/properties/networks/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema103.properties.networks.type,parentSchema:schema103.properties.networks,data:data9};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
}
if(data8.external !== undefined){
let data11 = data8.external;
if(typeof data11 !== "boolean"){
const err27 = {instancePath:instancePath+"/spec/external",schemaPath:"#/$defs/ZoneSpec/properties/external/type",keyword:"type",params:{type: "boolean"},message:"must be boolean",schema:schema103.properties.external.type,parentSchema:schema103.properties.external,data:data11};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
}
if(data8.antiSpoof !== undefined){
let data12 = data8.antiSpoof;
if(typeof data12 !== "string"){
const err28 = {instancePath:instancePath+"/spec/antiSpoof",schemaPath:"#/$defs/ZoneSpec/properties/antiSpoof/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema103.properties.antiSpoof.type,parentSchema:schema103.properties.antiSpoof,data:data12};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
if(!(((data12 === "Strict") || (data12 === "Loose")) || (data12 === "Disabled"))){
const err29 = {instancePath:instancePath+"/spec/antiSpoof",schemaPath:"#/$defs/ZoneSpec/properties/antiSpoof/enum",keyword:"enum",params:{allowedValues: schema103.properties.antiSpoof.enum},message:"must be equal to one of the allowed values",schema:schema103.properties.antiSpoof.enum,parentSchema:schema103.properties.antiSpoof,data:data12};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
}
if(data8.intraZone !== undefined){
let data13 = data8.intraZone;
if(typeof data13 !== "string"){
const err30 = {instancePath:instancePath+"/spec/intraZone",schemaPath:"#/$defs/ZoneSpec/properties/intraZone/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema103.properties.intraZone.type,parentSchema:schema103.properties.intraZone,data:data13};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
if(!((data13 === "Allow") || (data13 === "Deny"))){
const err31 = {instancePath:instancePath+"/spec/intraZone",schemaPath:"#/$defs/ZoneSpec/properties/intraZone/enum",keyword:"enum",params:{allowedValues: schema103.properties.intraZone.enum},message:"must be equal to one of the allowed values",schema:schema103.properties.intraZone.enum,parentSchema:schema103.properties.intraZone,data:data13};
if(vErrors === null){
vErrors = [err31];
}
else {
vErrors.push(err31);
}
errors++;
}
}
}
else {
const err32 = {instancePath:instancePath+"/spec",schemaPath:"#/$defs/ZoneSpec/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema103.type,parentSchema:schema103,data:data8};
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
}
}
}
else {
const err33 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema101.type,parentSchema:schema101,data};
if(vErrors === null){
vErrors = [err33];
}
else {
vErrors.push(err33);
}
errors++;
}
validate113.errors = vErrors;
return errors === 0;
}


function validate112(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
/*# sourceURL="Zone" */;
let vErrors = null;
let errors = 0;
if(!(validate113(data, {instancePath,parentData,parentDataProperty,rootData}))){
vErrors = vErrors === null ? validate113.errors : vErrors.concat(validate113.errors);
errors = vErrors.length;
}
validate112.errors = vErrors;
return errors === 0;
}


