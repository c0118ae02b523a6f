// Made from src/cli/configuration.schema.yaml by `npm run generate`; edit that and run it again.

import { formats } from '../../policy/formats.ts';


export const validateControllerConfiguration = validate10;
const schema11 = {"$id":"ControllerConfiguration","$ref":"gatewright#/$defs/ControllerConfiguration"};
const schema13 = {"title":"ControllerConfiguration","description":"What one controller must know before it can read the repository. Every key may be left out but apiVersion and kind. Credentials are files, never values; a relative path starts at this file's folder.","type":"object","additionalProperties":false,"required":["apiVersion","kind"],"properties":{"apiVersion":{"type":"string","enum":["gatewright.dev/v1alpha1"],"description":"The version of this file's format."},"kind":{"type":"string","enum":["ControllerConfiguration"],"description":"Tells this file from a manifest."},"host":{"$ref":"#/$defs/ControllerConfigurationHost","description":"Who this machine is to the manifests."},"source":{"$ref":"#/$defs/ControllerConfigurationSource","description":"Where the manifests come from, git or directory. Needed by `run`; the other commands take a folder."},"webhooks":{"type":"array","maxItems":16,"description":"Who is told of each change of the status, and of the heartbeats.","items":{"$ref":"#/$defs/ControllerConfigurationWebhook"}},"dataplane":{"$ref":"#/$defs/ControllerConfigurationDataplane","description":"How rules get into the kernel."},"listen":{"$ref":"#/$defs/ControllerConfigurationListen","description":"Where /metrics, /healthz and /readyz are served, over plain HTTP."},"heartbeatInterval":{"type":"string","format":"duration","description":"The status is sent to the webhooks after this time even if nothing changed."},"stateDirectory":{"type":"string","minLength":1,"maxLength":4096,"description":"Holds what survives a restart - the last good revision, history, status, events not yet delivered, the control socket. Readable by the controller only."},"log":{"$ref":"#/$defs/ControllerConfigurationLog","description":"What is written to standard output."}}};
const schema14 = {"type":"object","additionalProperties":false,"description":"Who this machine is to the manifests.","properties":{"name":{"type":"string","format":"dns-label","description":"The name of the Host manifest that describes this machine. Default - the first label of the machine's host name, in lower case."},"labels":{"type":"object","description":"What selectors see where the repository has no Host manifest; else the manifest's labels count. Default - none.","additionalProperties":{"type":"string","maxLength":63}}},"title":"ControllerConfigurationHost"};
const schema19 = {"type":"object","additionalProperties":false,"required":["url"],"properties":{"url":{"type":"string","minLength":1,"maxLength":2048,"description":"Where the status is sent by POST. https, or http to this machine; http to another machine works with a warning. No password in it."},"secretFile":{"type":"string","minLength":1,"description":"Key of the HMAC-SHA256 in the header X-Signature; a newline at its end is ignored. Read at each send. Default - no signature."},"caFile":{"type":"string","minLength":1,"description":"PEM certificates that the webhook's certificate must lead to, instead of the public ones."},"timeout":{"type":"string","format":"duration","description":"One attempt that takes longer is stopped and tried again later."}},"title":"ControllerConfigurationWebhook"};
const schema20 = {"type":"object","additionalProperties":false,"description":"How rules get into the kernel.","properties":{"backend":{"type":"string","enum":["Auto","Nft","Legacy"],"description":"Which iptables to use. Auto takes what the command iptables is on this machine."},"resyncInterval":{"type":"string","format":"duration","description":"The kernel's rules are read and compared after this time even if nothing changed."},"timeout":{"type":"string","format":"duration","description":"A run of iptables, ipset, conntrack or ip that takes longer is killed, and what it was for is tried again later."}},"title":"ControllerConfigurationDataplane"};
const schema21 = {"type":"object","additionalProperties":false,"description":"Where /metrics, /healthz and /readyz are served, over plain HTTP.","properties":{"address":{"type":"string","minLength":1,"maxLength":64,"description":"IPv4 or IPv6 address to listen on."},"port":{"type":"integer","minimum":0,"maximum":65535,"description":"TCP port; 0 takes any free one and logs it."}},"title":"ControllerConfigurationListen"};
const schema22 = {"type":"object","additionalProperties":false,"description":"What is written to standard output.","properties":{"level":{"type":"string","enum":["debug","info","warn","error"],"description":"The least important messages that are written."}},"title":"ControllerConfigurationLog"};
const func2 = Object.prototype.hasOwnProperty;
const func3 = ((text) => [...text].length);
const formats0 = formats["dns-label"];
const formats2 = formats.duration;
const schema15 = {"type":"object","additionalProperties":false,"description":"Where the manifests come from, git or directory. Needed by `run`; the other commands take a folder.","properties":{"git":{"$ref":"#/$defs/ControllerConfigurationSourceGit","description":"A branch of a Git repository, polled."},"directory":{"$ref":"#/$defs/ControllerConfigurationSourceDirectory","description":"A folder of manifests on this machine, watched."}},"title":"ControllerConfigurationSource"};
const schema18 = {"type":"object","additionalProperties":false,"required":["path"],"description":"A folder of manifests on this machine, watched.","properties":{"path":{"type":"string","minLength":1,"maxLength":4096,"description":"The folder."},"interval":{"type":"string","format":"duration","description":"The folder is read again after this time even if the watch told nothing."}},"title":"ControllerConfigurationSourceDirectory"};
const schema16 = {"type":"object","additionalProperties":false,"required":["url"],"description":"A branch of a Git repository, polled.","properties":{"url":{"type":"string","minLength":1,"maxLength":2048,"description":"`ssh://`, `https://`, `user@host:path` or the path of a local repository. No password in it."},"branch":{"type":"string","minLength":1,"maxLength":255,"description":"The branch to follow."},"path":{"type":"string","minLength":1,"maxLength":4096,"description":"The folder of the repository that holds the manifests."},"interval":{"type":"string","format":"duration","description":"Time between two polls; a phase that differs from host to host is added."},"timeout":{"type":"string","format":"duration","description":"A fetch that takes longer is stopped, and tried again at the next poll."},"auth":{"$ref":"#/$defs/ControllerConfigurationSourceGitAuth","description":"How to prove who we are, and who the server is. The files are read at each fetch, so they can be replaced at any time."}},"title":"ControllerConfigurationSourceGit"};
const schema17 = {"type":"object","additionalProperties":false,"description":"How to prove who we are, and who the server is. The files are read at each fetch, so they can be replaced at any time.","properties":{"sshKeyFile":{"type":"string","minLength":1,"description":"Private key for ssh, without passphrase, readable by the controller only."},"knownHostsFile":{"type":"string","minLength":1,"description":"Host keys that are accepted for ssh; any other key is refused."},"tokenFile":{"type":"string","minLength":1,"description":"Token for https, sent as the password; a newline at its end is ignored."},"caFile":{"type":"string","minLength":1,"description":"PEM certificates that the https server's certificate must lead to, instead of the system's."}},"title":"ControllerConfigurationSourceGitAuth"};

function validate14(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.url === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "url"},message:"must have required property '"+"url"+"'",schema:schema16.required,parentSchema:schema16,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
for(const key0 in data){
if(!((((((key0 === "url") || (key0 === "branch")) || (key0 === "path")) || (key0 === "interval")) || (key0 === "timeout")) || (key0 === "auth"))){
const err1 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema16,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data.url !== undefined){
let data0 = data.url;
if(typeof data0 === "string"){
if(func3(data0) > 2048){
const err2 = {instancePath:instancePath+"/url",schemaPath:"#/properties/url/maxLength",keyword:"maxLength",params:{limit: 2048},message:"must NOT have more than 2048 characters",schema:2048,parentSchema:schema16.properties.url,data:data0};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
if(func3(data0) < 1){
const err3 = {instancePath:instancePath+"/url",schemaPath:"#/properties/url/minLength",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters",schema:1,parentSchema:schema16.properties.url,data:data0};
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
const err4 = {instancePath:instancePath+"/url",schemaPath:"#/properties/url/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema16.properties.url.type,parentSchema:schema16.properties.url,data:data0};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.branch !== undefined){
let data1 = data.branch;
if(typeof data1 === "string"){
if(func3(data1) > 255){
const err5 = {instancePath:instancePath+"/branch",schemaPath:"#/properties/branch/maxLength",keyword:"maxLength",params:{limit: 255},message:"must NOT have more than 255 characters",schema:255,parentSchema:schema16.properties.branch,data:data1};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
if(func3(data1) < 1){
const err6 = {instancePath:instancePath+"/branch",schemaPath:"#/properties/branch/minLength",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters",schema:1,parentSchema:schema16.properties.branch,data:data1};
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
const err7 = {instancePath:instancePath+"/branch",schemaPath:"#/properties/branch/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema16.properties.branch.type,parentSchema:schema16.properties.branch,data:data1};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
if(data.path !== undefined){
let data2 = data.path;
if(typeof data2 === "string"){
if(func3(data2) > 4096){
const err8 = {instancePath:instancePath+"/path",schemaPath:"#/properties/path/maxLength",keyword:"maxLength",params:{limit: 4096},message:"must NOT have more than 4096 characters",schema:4096,parentSchema:schema16.properties.path,data:data2};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
if(func3(data2) < 1){
const err9 = {instancePath:instancePath+"/path",schemaPath:"#/properties/path/minLength",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters",schema:1,parentSchema:schema16.properties.path,data:data2};
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
const err10 = {instancePath:instancePath+"/path",schemaPath:"#/properties/path/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema16.properties.path.type,parentSchema:schema16.properties.path,data:data2};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
if(data.interval !== undefined){
let data3 = data.interval;
if(typeof data3 === "string"){
if(!(formats2(data3))){
const err11 = {instancePath:instancePath+"/interval",schemaPath:"#/properties/interval/format",keyword:"format",params:{format: "duration"},message:"must match format \""+"duration"+"\"",schema:"duration",parentSchema:schema16.properties.interval,data:data3};
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
const err12 = {instancePath:instancePath+"/interval",schemaPath:"#/properties/interval/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema16.properties.interval.type,parentSchema:schema16.properties.interval,data:data3};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
if(data.timeout !== undefined){
let data4 = data.timeout;
if(typeof data4 === "string"){
if(!(formats2(data4))){
const err13 = {instancePath:instancePath+"/timeout",schemaPath:"#/properties/timeout/format",keyword:"format",params:{format: "duration"},message:"must match format \""+"duration"+"\"",schema:"duration",parentSchema:schema16.properties.timeout,data:data4};
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
const err14 = {instancePath:instancePath+"/timeout",schemaPath:"#/properties/timeout/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema16.properties.timeout.type,parentSchema:schema16.properties.timeout,data:data4};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
if(data.auth !== undefined){
let data5 = data.auth;
if(data5 && typeof data5 == "object" && !Array.isArray(data5)){
for(const key1 in data5){
if(!((((key1 === "sshKeyFile") || (key1 === "knownHostsFile")) || (key1 === "tokenFile")) || (key1 === "caFile"))){
const err15 = {instancePath:instancePath+"/auth",schemaPath:"#/$defs/ControllerConfigurationSourceGitAuth/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1},message:"must NOT have additional properties",schema:false,parentSchema:schema17,data:data5};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
if(data5.sshKeyFile !== undefined){
let data6 = data5.sshKeyFile;
if(typeof data6 === "string"){
if(func3(data6) < 1){
const err16 = {instancePath:instancePath+"/auth/sshKeyFile",schemaPath:"#/$defs/ControllerConfigurationSourceGitAuth/properties/sshKeyFile/minLength",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters",schema:1,parentSchema:schema17.properties.sshKeyFile,data:data6};
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
const err17 = {instancePath:instancePath+"/auth/sshKeyFile",schemaPath:"#/$defs/ControllerConfigurationSourceGitAuth/properties/sshKeyFile/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema17.properties.sshKeyFile.type,parentSchema:schema17.properties.sshKeyFile,data:data6};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
if(data5.knownHostsFile !== undefined){
let data7 = data5.knownHostsFile;
if(typeof data7 === "string"){
if(func3(data7) < 1){
const err18 = {instancePath:instancePath+"/auth/knownHostsFile",schemaPath:"#/$defs/ControllerConfigurationSourceGitAuth/properties/knownHostsFile/minLength",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters",schema:1,parentSchema:schema17.properties.knownHostsFile,data:data7};
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
const err19 = {instancePath:instancePath+"/auth/knownHostsFile",schemaPath:"#/$defs/ControllerConfigurationSourceGitAuth/properties/knownHostsFile/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema17.properties.knownHostsFile.type,parentSchema:schema17.properties.knownHostsFile,data:data7};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
if(data5.tokenFile !== undefined){
let data8 = data5.tokenFile;
if(typeof data8 === "string"){
if(func3(data8) < 1){
const err20 = {instancePath:instancePath+"/auth/tokenFile",schemaPath:"#/$defs/ControllerConfigurationSourceGitAuth/properties/tokenFile/minLength",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters",schema:1,parentSchema:schema17.properties.tokenFile,data:data8};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
}
else {
const err21 = {instancePath:instancePath+"/auth/tokenFile",schemaPath:"#/$defs/ControllerConfigurationSourceGitAuth/properties/tokenFile/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema17.properties.tokenFile.type,parentSchema:schema17.properties.tokenFile,data:data8};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
}
if(data5.caFile !== undefined){
let data9 = data5.caFile;
if(typeof data9 === "string"){
if(func3(data9) < 1){
const err22 = {instancePath:instancePath+"/auth/caFile",schemaPath:"#/$defs/ControllerConfigurationSourceGitAuth/properties/caFile/minLength",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters",schema:1,parentSchema:schema17.properties.caFile,data:data9};
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
const err23 = {instancePath:instancePath+"/auth/caFile",schemaPath:"#/$defs/ControllerConfigurationSourceGitAuth/properties/caFile/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema17.properties.caFile.type,parentSchema:schema17.properties.caFile,data:data9};
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
const err24 = {instancePath:instancePath+"/auth",schemaPath:"#/$defs/ControllerConfigurationSourceGitAuth/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema17.type,parentSchema:schema17,data:data5};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
}
}
else {
const err25 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema16.type,parentSchema:schema16,data};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
validate14.errors = vErrors;
return errors === 0;
}


function validate13(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(!((key0 === "git") || (key0 === "directory"))){
const err0 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema15,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
if(data.git !== undefined){
if(!(validate14(data.git, {instancePath:instancePath+"/git",parentData:data,parentDataProperty:"git",rootData}))){
vErrors = vErrors === null ? validate14.errors : vErrors.concat(validate14.errors);
errors = vErrors.length;
}
}
if(data.directory !== undefined){
let data1 = data.directory;
if(data1 && typeof data1 == "object" && !Array.isArray(data1)){
if(data1.path === undefined){
const err1 = {instancePath:instancePath+"/directory",schemaPath:"#/$defs/ControllerConfigurationSourceDirectory/required",keyword:"required",params:{missingProperty: "path"},message:"must have required property '"+"path"+"'",schema:schema18.required,parentSchema:schema18,data:data1};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
for(const key1 in data1){
if(!((key1 === "path") || (key1 === "interval"))){
const err2 = {instancePath:instancePath+"/directory",schemaPath:"#/$defs/ControllerConfigurationSourceDirectory/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1},message:"must NOT have additional properties",schema:false,parentSchema:schema18,data:data1};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data1.path !== undefined){
let data2 = data1.path;
if(typeof data2 === "string"){
if(func3(data2) > 4096){
const err3 = {instancePath:instancePath+"/directory/path",schemaPath:"#/$defs/ControllerConfigurationSourceDirectory/properties/path/maxLength",keyword:"maxLength",params:{limit: 4096},message:"must NOT have more than 4096 characters",schema:4096,parentSchema:schema18.properties.path,data:data2};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
if(func3(data2) < 1){
const err4 = {instancePath:instancePath+"/directory/path",schemaPath:"#/$defs/ControllerConfigurationSourceDirectory/properties/path/minLength",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters",schema:1,parentSchema:schema18.properties.path,data:data2};
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
const err5 = {instancePath:instancePath+"/directory/path",schemaPath:"#/$defs/ControllerConfigurationSourceDirectory/properties/path/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema18.properties.path.type,parentSchema:schema18.properties.path,data:data2};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data1.interval !== undefined){
let data3 = data1.interval;
if(typeof data3 === "string"){
if(!(formats2(data3))){
const err6 = {instancePath:instancePath+"/directory/interval",schemaPath:"#/$defs/ControllerConfigurationSourceDirectory/properties/interval/format",keyword:"format",params:{format: "duration"},message:"must match format \""+"duration"+"\"",schema:"duration",parentSchema:schema18.properties.interval,data:data3};
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
const err7 = {instancePath:instancePath+"/directory/interval",schemaPath:"#/$defs/ControllerConfigurationSourceDirectory/properties/interval/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema18.properties.interval.type,parentSchema:schema18.properties.interval,data:data3};
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
else {
const err8 = {instancePath:instancePath+"/directory",schemaPath:"#/$defs/ControllerConfigurationSourceDirectory/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema18.type,parentSchema:schema18,data:data1};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
}
else {
const err9 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema15.type,parentSchema:schema15,data};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
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
for(const key0 in data){
if(!(func2.call(schema13.properties, key0))){
const err2 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema13,data};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data.apiVersion !== undefined){
let data0 = data.apiVersion;
if(typeof data0 !== "string"){
const err3 = {instancePath:instancePath+"/apiVersion",schemaPath:"#/properties/apiVersion/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema13.properties.apiVersion.type,parentSchema:schema13.properties.apiVersion,data:data0};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
if(!(data0 === "gatewright.dev/v1alpha1")){
const err4 = {instancePath:instancePath+"/apiVersion",schemaPath:"#/properties/apiVersion/enum",keyword:"enum",params:{allowedValues: schema13.properties.apiVersion.enum},message:"must be equal to one of the allowed values",schema:schema13.properties.apiVersion.enum,parentSchema:schema13.properties.apiVersion,data:data0};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.kind !== undefined){
let data1 = data.kind;
if(typeof data1 !== "string"){
const err5 = {instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema13.properties.kind.type,parentSchema:schema13.properties.kind,data:data1};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
if(!(data1 === "ControllerConfiguration")){
const err6 = {instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/enum",keyword:"enum",params:{allowedValues: schema13.properties.kind.enum},message:"must be equal to one of the allowed values",schema:schema13.properties.kind.enum,parentSchema:schema13.properties.kind,data:data1};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data.host !== undefined){
let data2 = data.host;
if(data2 && typeof data2 == "object" && !Array.isArray(data2)){
for(const key1 in data2){
if(!((key1 === "name") || (key1 === "labels"))){
const err7 = {instancePath:instancePath+"/host",schemaPath:"#/$defs/ControllerConfigurationHost/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1},message:"must NOT have additional properties",schema:false,parentSchema:schema14,data:data2};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
if(data2.name !== undefined){
let data3 = data2.name;
if(typeof data3 === "string"){
if(!(formats0(data3))){
const err8 = {instancePath:instancePath+"/host/name",schemaPath:"#/$defs/ControllerConfigurationHost/properties/name/format",keyword:"format",params:{format: "dns-label"},message:"must match format \""+"dns-label"+"\"",schema:"dns-label",parentSchema:schema14.properties.name,data:data3};
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
const err9 = {instancePath:instancePath+"/host/name",schemaPath:"#/$defs/ControllerConfigurationHost/properties/name/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema14.properties.name.type,parentSchema:schema14.properties.name,data:data3};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
if(data2.labels !== undefined){
let data4 = data2.labels;
if(data4 && typeof data4 == "object" && !Array.isArray(data4)){
for(const key2 in data4){
let data5 = data4[key2];
if(typeof data5 === "string"){
if(func3(data5) > 63){
const err10 = {instancePath:instancePath+"/host/labels/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/$defs/ControllerConfigurationHost/properties/labels/additionalProperties/maxLength",keyword:"maxLength",params:{limit: 63},message:"must NOT have more than 63 characters",schema:63,parentSchema:schema14.properties.labels.additionalProperties,data:data5};
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
const err11 = {instancePath:instancePath+"/host/labels/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/$defs/ControllerConfigurationHost/properties/labels/additionalProperties/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema14.properties.labels.additionalProperties.type,parentSchema:schema14.properties.labels.additionalProperties,data:data5};
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
const err12 = {instancePath:instancePath+"/host/labels",schemaPath:"#/$defs/ControllerConfigurationHost/properties/labels/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema14.properties.labels.type,parentSchema:schema14.properties.labels,data:data4};
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
const err13 = {instancePath:instancePath+"/host",schemaPath:"#/$defs/ControllerConfigurationHost/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema14.type,parentSchema:schema14,data:data2};
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
if(!(validate13(data.source, {instancePath:instancePath+"/source",parentData:data,parentDataProperty:"source",rootData}))){
vErrors = vErrors === null ? validate13.errors : vErrors.concat(validate13.errors);
errors = vErrors.length;
}
}
if(data.webhooks !== undefined){
let data7 = data.webhooks;
if(Array.isArray(data7)){
if(data7.length > 16){
const err14 = {instancePath:instancePath+"/webhooks",schemaPath:"#/properties/webhooks/maxItems",keyword:"maxItems",params:{limit: 16},message:"must NOT have more than 16 items",schema:16,parentSchema:schema13.properties.webhooks,data:data7};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
const len0 = data7.length;
for(let i0=0; i0<len0; i0++){
let data8 = data7[i0];
if(data8 && typeof data8 == "object" && !Array.isArray(data8)){
if(data8.url === undefined){
const err15 = {instancePath:instancePath+"/webhooks/" + i0,schemaPath:"#/$defs/ControllerConfigurationWebhook/required",keyword:"required",params:{missingProperty: "url"},message:"must have required property '"+"url"+"'",schema:schema19.required,parentSchema:schema19,data:data8};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
for(const key3 in data8){
if(!((((key3 === "url") || (key3 === "secretFile")) || (key3 === "caFile")) || (key3 === "timeout"))){
const err16 = {instancePath:instancePath+"/webhooks/" + i0,schemaPath:"#/$defs/ControllerConfigurationWebhook/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key3},message:"must NOT have additional properties",schema:false,parentSchema:schema19,data:data8};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
if(data8.url !== undefined){
let data9 = data8.url;
if(typeof data9 === "string"){
if(func3(data9) > 2048){
const err17 = {instancePath:instancePath+"/webhooks/" + i0+"/url",schemaPath:"#/$defs/ControllerConfigurationWebhook/properties/url/maxLength",keyword:"maxLength",params:{limit: 2048},message:"must NOT have more than 2048 characters",schema:2048,parentSchema:schema19.properties.url,data:data9};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
if(func3(data9) < 1){
const err18 = {instancePath:instancePath+"/webhooks/" + i0+"/url",schemaPath:"#/$defs/ControllerConfigurationWebhook/properties/url/minLength",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters",schema:1,parentSchema:schema19.properties.url,data:data9};
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
const err19 = {instancePath:instancePath+"/webhooks/" + i0+"/url",schemaPath:"#/$defs/ControllerConfigurationWebhook/properties/url/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema19.properties.url.type,parentSchema:schema19.properties.url,data:data9};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
if(data8.secretFile !== undefined){
let data10 = data8.secretFile;
if(typeof data10 === "string"){
if(func3(data10) < 1){
const err20 = {instancePath:instancePath+"/webhooks/" + i0+"/secretFile",schemaPath:"#/$defs/ControllerConfigurationWebhook/properties/secretFile/minLength",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters",schema:1,parentSchema:schema19.properties.secretFile,data:data10};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
}
else {
const err21 = {instancePath:instancePath+"/webhooks/" + i0+"/secretFile",schemaPath:"#/$defs/ControllerConfigurationWebhook/properties/secretFile/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema19.properties.secretFile.type,parentSchema:schema19.properties.secretFile,data:data10};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
}
if(data8.caFile !== undefined){
let data11 = data8.caFile;
if(typeof data11 === "string"){
if(func3(data11) < 1){
const err22 = {instancePath:instancePath+"/webhooks/" + i0+"/caFile",schemaPath:"#/$defs/ControllerConfigurationWebhook/properties/caFile/minLength",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters",schema:1,parentSchema:schema19.properties.caFile,data:data11};
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
const err23 = {instancePath:instancePath+"/webhooks/" + i0+"/caFile",schemaPath:"#/$defs/ControllerConfigurationWebhook/properties/caFile/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema19.properties.caFile.type,parentSchema:schema19.properties.caFile,data:data11};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
}
if(data8.timeout !== undefined){
let data12 = data8.timeout;
if(typeof data12 === "string"){
if(!(formats2(data12))){
const err24 = {instancePath:instancePath+"/webhooks/" + i0+"/timeout",schemaPath:"#/$defs/ControllerConfigurationWebhook/properties/timeout/format",keyword:"format",params:{format: "duration"},message:"must match format \""+"duration"+"\"",schema:"duration",parentSchema:schema19.properties.timeout,data:data12};
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
const err25 = {instancePath:instancePath+"/webhooks/" + i0+"/timeout",schemaPath:"#/$defs/ControllerConfigurationWebhook/properties/timeout/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema19.properties.timeout.type,parentSchema:schema19.properties.timeout,data:data12};
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
const err26 = {instancePath:instancePath+"/webhooks/" + i0,schemaPath:"#/$defs/ControllerConfigurationWebhook/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema19.type,parentSchema:schema19,data:data8};
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
const err27 = {instancePath:instancePath+"/webhooks",schemaPath:"#/properties/webhooks/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema13.properties.webhooks.type,parentSchema:schema13.properties.webhooks,data:data7};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
}
if(data.dataplane !== undefined){
let data13 = data.dataplane;
if(data13 && typeof data13 == "object" && !Array.isArray(data13)){
for(const key4 in data13){
if(!(((key4 === "backend") || (key4 === "resyncInterval")) || (key4 === "timeout"))){
const err28 = {instancePath:instancePath+"/dataplane",schemaPath:"#/$defs/ControllerConfigurationDataplane/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key4},message:"must NOT have additional properties",schema:false,parentSchema:schema20,data:data13};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
}
if(data13.backend !== undefined){
let data14 = data13.backend;
if(typeof data14 !== "string"){
const err29 = {instancePath:instancePath+"/dataplane/backend",schemaPath:"#/$defs/ControllerConfigurationDataplane/properties/backend/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema20.properties.backend.type,parentSchema:schema20.properties.backend,data:data14};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
if(!(((data14 === "Auto") || (data14 === "Nft")) || (data14 === "Legacy"))){
const err30 = {instancePath:instancePath+"/dataplane/backend",schemaPath:"#/$defs/ControllerConfigurationDataplane/properties/backend/enum",keyword:"enum",params:{allowedValues: schema20.properties.backend.enum},message:"must be equal to one of the allowed values",schema:schema20.properties.backend.enum,parentSchema:schema20.properties.backend,data:data14};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
}
if(data13.resyncInterval !== undefined){
let data15 = data13.resyncInterval;
if(typeof data15 === "string"){
if(!(formats2(data15))){
const err31 = {instancePath:instancePath+"/dataplane/resyncInterval",schemaPath:"#/$defs/ControllerConfigurationDataplane/properties/resyncInterval/format",keyword:"format",params:{format: "duration"},message:"must match format \""+"duration"+"\"",schema:"duration",parentSchema:schema20.properties.resyncInterval,data:data15};
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
const err32 = {instancePath:instancePath+"/dataplane/resyncInterval",schemaPath:"#/$defs/ControllerConfigurationDataplane/properties/resyncInterval/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema20.properties.resyncInterval.type,parentSchema:schema20.properties.resyncInterval,data:data15};
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
}
}
if(data13.timeout !== undefined){
let data16 = data13.timeout;
if(typeof data16 === "string"){
if(!(formats2(data16))){
const err33 = {instancePath:instancePath+"/dataplane/timeout",schemaPath:"#/$defs/ControllerConfigurationDataplane/properties/timeout/format",keyword:"format",params:{format: "duration"},message:"must match format \""+"duration"+"\"",schema:"duration",parentSchema:schema20.properties.timeout,data:data16};
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
const err34 = {instancePath:instancePath+"/dataplane/timeout",schemaPath:"#/$defs/ControllerConfigurationDataplane/properties/timeout/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema20.properties.timeout.type,parentSchema:schema20.properties.timeout,data:data16};
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
const err35 = {instancePath:instancePath+"/dataplane",schemaPath:"#/$defs/ControllerConfigurationDataplane/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema20.type,parentSchema:schema20,data:data13};
if(vErrors === null){
vErrors = [err35];
}
else {
vErrors.push(err35);
}
errors++;
}
}
if(data.listen !== undefined){
let data17 = data.listen;
if(data17 && typeof data17 == "object" && !Array.isArray(data17)){
for(const key5 in data17){
if(!((key5 === "address") || (key5 === "port"))){
const err36 = {instancePath:instancePath+"/listen",schemaPath:"#/$defs/ControllerConfigurationListen/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key5},message:"must NOT have additional properties",schema:false,parentSchema:schema21,data:data17};
if(vErrors === null){
vErrors = [err36];
}
else {
vErrors.push(err36);
}
errors++;
}
}
if(data17.address !== undefined){
let data18 = data17.address;
if(typeof data18 === "string"){
if(func3(data18) > 64){
const err37 = {instancePath:instancePath+"/listen/address",schemaPath:"#/$defs/ControllerConfigurationListen/properties/address/maxLength",keyword:"maxLength",params:{limit: 64},message:"must NOT have more than 64 characters",schema:64,parentSchema:schema21.properties.address,data:data18};
if(vErrors === null){
vErrors = [err37];
}
else {
vErrors.push(err37);
}
errors++;
}
if(func3(data18) < 1){
const err38 = {instancePath:instancePath+"/listen/address",schemaPath:"#/$defs/ControllerConfigurationListen/properties/address/minLength",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters",schema:1,parentSchema:schema21.properties.address,data:data18};
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
const err39 = {instancePath:instancePath+"/listen/address",schemaPath:"#/$defs/ControllerConfigurationListen/properties/address/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema21.properties.address.type,parentSchema:schema21.properties.address,data:data18};
if(vErrors === null){
vErrors = [err39];
}
else {
vErrors.push(err39);
}
errors++;
}
}
if(data17.port !== undefined){
let data19 = data17.port;
if(!(((typeof data19 == "number") && (!(data19 % 1) && !isNaN(data19))) && (isFinite(data19)))){
const err40 = {instancePath:instancePath+"/listen/port",schemaPath:"#/$defs/ControllerConfigurationListen/properties/port/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema21.properties.port.type,parentSchema:schema21.properties.port,data:data19};
if(vErrors === null){
vErrors = [err40];
}
else {
vErrors.push(err40);
}
errors++;
}
if((typeof data19 == "number") && (isFinite(data19))){
if(data19 > 65535 || isNaN(data19)){
const err41 = {instancePath:instancePath+"/listen/port",schemaPath:"#/$defs/ControllerConfigurationListen/properties/port/maximum",keyword:"maximum",params:{comparison: "<=", limit: 65535},message:"must be <= 65535",schema:65535,parentSchema:schema21.properties.port,data:data19};
if(vErrors === null){
vErrors = [err41];
}
else {
vErrors.push(err41);
}
errors++;
}
if(data19 < 0 || isNaN(data19)){
const err42 = {instancePath:instancePath+"/listen/port",schemaPath:"#/$defs/ControllerConfigurationListen/properties/port/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0",schema:0,parentSchema:schema21.properties.port,data:data19};
if(vErrors === null){
vErrors = [err42];
}
else {
vErrors.push(err42);
}
errors++;
}
}
}
}
else {
const err43 = {instancePath:instancePath+"/listen",schemaPath:"#/$defs/ControllerConfigurationListen/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema21.type,parentSchema:schema21,data:data17};
if(vErrors === null){
vErrors = [err43];
}
else {
vErrors.push(err43);
}
errors++;
}
}
if(data.heartbeatInterval !== undefined){
let data20 = data.heartbeatInterval;
if(typeof data20 === "string"){
if(!(formats2(data20))){
const err44 = {instancePath:instancePath+"/heartbeatInterval",schemaPath:"#/properties/heartbeatInterval/format",keyword:"format",params:{format: "duration"},message:"must match format \""+"duration"+"\"",schema:"duration",parentSchema:schema13.properties.heartbeatInterval,data:data20};
if(vErrors === null){
vErrors = [err44];
}
else {
vErrors.push(err44);
}
errors++;
}
}
else {
const err45 = {instancePath:instancePath+"/heartbeatInterval",schemaPath:"#/properties/heartbeatInterval/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema13.properties.heartbeatInterval.type,parentSchema:schema13.properties.heartbeatInterval,data:data20};
if(vErrors === null){
vErrors = [err45];
}
else {
vErrors.push(err45);
}
errors++;
}
}
if(data.stateDirectory !== undefined){
let data21 = data.stateDirectory;
if(typeof data21 === "string"){
if(func3(data21) > 4096){
const err46 = {instancePath:instancePath+"/stateDirectory",schemaPath:"#/properties/stateDirectory/maxLength",keyword:"maxLength",params:{limit: 4096},message:"must NOT have more than 4096 characters",schema:4096,parentSchema:schema13.properties.stateDirectory,data:data21};
if(vErrors === null){
vErrors = [err46];
}
else {
vErrors.push(err46);
}
errors++;
}
if(func3(data21) < 1){
const err47 = {instancePath:instancePath+"/stateDirectory",schemaPath:"#/properties/stateDirectory/minLength",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters",schema:1,parentSchema:schema13.properties.stateDirectory,data:data21};
if(vErrors === null){
vErrors = [err47];
}
else {
vErrors.push(err47);
}
errors++;
}
}
else {
const err48 = {instancePath:instancePath+"/stateDirectory",schemaPath:"#/properties/stateDirectory/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema13.properties.stateDirectory.type,parentSchema:schema13.properties.stateDirectory,data:data21};
if(vErrors === null){
vErrors = [err48];
}
else {
vErrors.push(err48);
}
errors++;
}
}
if(data.log !== undefined){
let data22 = data.log;
if(data22 && typeof data22 == "object" && !Array.isArray(data22)){
for(const key6 in data22){
if(!(key6 === "level")){
const err49 = {instancePath:instancePath+"/log",schemaPath:"#/$defs/ControllerConfigurationLog/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key6},message:"must NOT have additional properties",schema:false,parentSchema:schema22,data:data22};
if(vErrors === null){
vErrors = [err49];
}
else {
vErrors.push(err49);
}
errors++;
}
}
if(data22.level !== undefined){
let data23 = data22.level;
if(typeof data23 !== "string"){
const err50 = {instancePath:instancePath+"/log/level",schemaPath:"#/$defs/ControllerConfigurationLog/properties/level/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema22.properties.level.type,parentSchema:schema22.properties.level,data:data23};
if(vErrors === null){
vErrors = [err50];
}
else {
vErrors.push(err50);
}
errors++;
}
if(!((((data23 === "debug") || (data23 === "info")) || (data23 === "warn")) || (data23 === "error"))){
const err51 = {instancePath:instancePath+"/log/level",schemaPath:"#/$defs/ControllerConfigurationLog/properties/level/enum",keyword:"enum",params:{allowedValues: schema22.properties.level.enum},message:"must be equal to one of the allowed values",schema:schema22.properties.level.enum,parentSchema:schema22.properties.level,data:data23};
if(vErrors === null){
vErrors = [err51];
}
else {
vErrors.push(err51);
}
errors++;
}
}
}
else {
const err52 = {instancePath:instancePath+"/log",schemaPath:"#/$defs/ControllerConfigurationLog/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema22.type,parentSchema:schema22,data:data22};
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
const err53 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema13.type,parentSchema:schema13,data};
if(vErrors === null){
vErrors = [err53];
}
else {
vErrors.push(err53);
}
errors++;
}
validate12.errors = vErrors;
return errors === 0;
}


function validate10(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
/*# sourceURL="ControllerConfiguration" */;
let vErrors = null;
let errors = 0;
if(!(validate12(data, {instancePath,parentData,parentDataProperty,rootData}))){
vErrors = vErrors === null ? validate12.errors : vErrors.concat(validate12.errors);
errors = vErrors.length;
}
validate10.errors = vErrors;
return errors === 0;
}


