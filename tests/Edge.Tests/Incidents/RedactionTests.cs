using System.Security.Cryptography;
using System.Text;
using CsCheck;
using Edge.Incidents;

namespace Edge.Tests.Incidents;

public sealed class RedactionTests
{
    private static readonly Redaction Nothing = new([]);

    // Goal: a known secret is in no cleaned text, however it is written and whatever stands around it.
    [Fact]
    public void Removes_AKnownSecretInEverySpelling() =>
        Gen.Select(Gen.Byte.Array[8, 48], Gen.Char[' ', '~'].Array[0, 40], Gen.Byte.Array[0, 5], Gen.Byte.Array[0, 5], Gen.Int[0, 5])
            .Sample((secret, around, before, after, spelling) =>
            {
                string written = spelling switch
                {
                    0 => Convert.ToHexString(secret),
                    1 => Convert.ToHexStringLower(secret),
                    2 => Convert.ToBase64String(secret),
                    3 => Convert.ToBase64String([.. before, .. secret, .. after]),
                    4 => Convert.ToBase64String([.. before, .. secret, .. after]).Replace('+', '-').Replace('/', '_'),
                    _ => Encoding.Latin1.GetString(secret),
                };
                var redaction = new Redaction([secret]);
                string text = $"{new string(around)}\n{written}\n{new string(around)}";
                if (spelling != 5 && !redaction.IsIn(Encoding.UTF8.GetBytes(text))) { return false; }
                string cleaned = redaction.Clean(text);
                return cleaned.Contains(Redaction.Mark, StringComparison.Ordinal) && !redaction.IsIn(Encoding.UTF8.GetBytes(cleaned));
            });

    [Theory]
    [InlineData("password: hunter2", "password: [removed]")]
    [InlineData("  wifi-password: 'it''s mine' # for the workshop", "  wifi-password: [removed] # for the workshop")]
    [InlineData("mqtt: {user: u, password: \"a \\\" b\", topic: t}", "mqtt: {user: u, password: [removed], topic: t}")]
    [InlineData("API_KEY=abc def", "API_KEY=[removed]")]
    [InlineData("Authorization: Bearer abc.def", "Authorization: [removed]")]
    [InlineData("{\"clientSecret\" : \"x\", \"token\":\"y\"}", "{\"clientSecret\" : [removed], \"token\":[removed]}")]
    [InlineData("broker: mqtts://town:pa55@broker.example:8883/x", "broker: mqtts://[removed]@broker.example:8883/x")]
    [InlineData("broker: mqtts://town:p@ss/w@rd@broker.example:8883/x", "broker: mqtts://[removed]@broker.example:8883/x")]
    [InlineData("WIFI_PWD=abc", "WIFI_PWD=[removed]")]
    [InlineData("db-pass: abc", "db-pass: [removed]")]
    [InlineData("sim: {pin: 1234, apn: x}", "sim: {pin: [removed]")]
    [InlineData("snmp community: hidden", "snmp community: [removed]")]
    [InlineData("sas=abc%3D", "sas=[removed]")]
    [InlineData("SharedAccessSignature=sr", "SharedAccessSignature=[removed]")]
    [InlineData("password: |\n  hunter2\n  more\nnext: 1", "password: |\n  [removed]\n  [removed]\nnext: 1")]
    [InlineData("  password:\n\n    hunter2\n  next: 1", "  password:\n\n    [removed]\n  next: 1")]
    public void Removes_WhatStandsWhereSecretsStand(string text, string cleaned) => Assert.Equal(cleaned, Nothing.Clean(text));

    // What a site file says of its lines, and words that only look alike.
    [Theory]
    [InlineData("pin: 17")]
    [InlineData("pin: GPIO17")]
    [InlineData("pins: [4, 5]")]
    [InlineData("bypass: true")]
    [InlineData("https://collector.example:8443/v1/records")]
    public void Leaves_WhatIsNone(string text) => Assert.Equal(text, Nothing.Clean(text));

    [Fact]
    public void Removes_PrivateKeys()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        foreach (string pem in new[] { key.ExportPkcs8PrivateKeyPem(), key.ExportECPrivateKeyPem() })
        {
            Assert.Equal("a [removed]\nb", Nothing.Clean($"a {pem}\nb"));
            Assert.Equal("a [removed]", Nothing.Clean($"a {pem[..^30]}"));
        }

        string open = key.ExportSubjectPublicKeyInfoPem();
        Assert.Equal(open, Nothing.Clean(open));
    }

    [Theory]
    [InlineData("air.temperature > 28.0 && mode.town == 'event'")]
    [InlineData("2026-11-27 Uplink: https://collector.example:8443/upload accepted 12 records, keys: 3")]
    [InlineData("The technician's console asks for a token")]
    [InlineData("")]
    public void Leaves_TheRestAsItIs(string text) => Assert.Equal(text, Nothing.Clean(text));

    [Fact]
    public void Leaves_AShortSecretToItsPlace()
    {
        var redaction = new Redaction([[.. "abc"u8]]);
        Assert.Equal("abc, password: [removed]", redaction.Clean("abc, password: abc"));
        Assert.Equal("[removed]!", new Redaction([[.. "abcd"u8]]).Clean("ABCD!"));
    }
}
