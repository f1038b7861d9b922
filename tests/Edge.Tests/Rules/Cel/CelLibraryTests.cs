using Edge.Rules;
using Edge.Rules.Cel;

namespace Edge.Tests.Rules.Cel;

/// <summary>Texts, bytes, lists, maps, times and the functions on them.</summary>
/// <remarks>Source: Common Expression Language, language definition, "List of Standard Definitions", and the
/// extensions for strings and math.</remarks>
public sealed class CelLibraryTests
{
    [Theory]
    [InlineData("size('🌧 Ω') == 3 && 'abc'.size() == 3 && b'ÿ'.size() == 2 && size([1, 2]) == 2 && size({1: 2}) == 1")]
    [InlineData("'a' + 'b' == 'ab' && b'a' + b'b' == b'ab' && [1] + [2] == [1, 2]")]
    [InlineData("'a' < 'b' && 'Z' < 'a' && '\\uFFFD' < '\\U0001F327' && b'a' < b'b' && b'a' < b'aa'")]
    [InlineData("'abc'.contains('b') && 'abc'.startsWith('ab') && 'abc'.endsWith('bc') && !'abc'.contains('ac')")]
    [InlineData("string(1.5) == '1.5' && string(100000.0) == '100000' && string(-0.0) == '-0' && string(1e21) == '1e+21'")]
    [InlineData("string(1e-5) == '1e-05' && string(0.0001) == '0.0001' && string(123456789012345680.0) == '123456789012345680'")]
    [InlineData("string(true) == 'true' && string(-7) == '-7' && string(7u) == '7' && string(b'abc') == 'abc'")]
    [InlineData("int('-7') == -7 && uint('7') == 7u && double('1e3') == 1000.0 && bool('TRUE') && bytes('ÿ') == b'\\303\\277'")]
    [InlineData("double('NaN') != double('NaN') && double('-Infinity') == -1.0 / 0.0")]
    [InlineData("[1, 2u, 3.0] == [1.0, 2, 3u] && [1] != [1, 2] && [] == []")]
    [InlineData("{'a': 1, 'b': [2]} == {'b': [2.0], 'a': 1u} && {1: 2}[1u] == 2 && {1: 2}[dyn(1.0)] == 2")]
    [InlineData("dyn(1) != dyn('1') && dyn(null) == null && dyn([]) != dyn({})")]
    [InlineData("2 in [1, 2.0] && 'a' in {'a': 1} && !(3 in {1: 2}) && dyn(1.0) in {1: 2}")]
    [InlineData("[1, 2, 3][1] == 2 && [1][dyn(0.0)] == 1 && {'a-b': 5}.`a-b` == 5 && {'a': {'b': 1}}.a.b == 1")]
    [InlineData("type(1) == int && type(type(1)) == type && type(null) == null_type && type([1]) == type(['a'])")]
    [InlineData("type(timestamp(0)) == google.protobuf.Timestamp")]
    [InlineData("timestamp('2009-02-13T23:31:30.25Z').getMilliseconds() == 250")]
    [InlineData("timestamp('2009-02-14T01:31:30+02:00') == timestamp('2009-02-13T23:31:30Z')")]
    [InlineData("timestamp('2024-02-29T12:00:00Z') + duration('24h') == timestamp('2024-03-01T12:00:00Z')")]
    [InlineData("timestamp('2024-03-31T00:59:59Z').getHours('Europe/Berlin') == 1")]
    [InlineData("timestamp('2024-03-31T01:00:00Z').getHours('Europe/Berlin') == 3")]
    [InlineData("timestamp('2024-10-27T00:30:00Z').getHours('Europe/Berlin') == 2")]
    [InlineData("timestamp('2024-10-27T01:30:00Z').getHours('Europe/Berlin') == 2")]
    [InlineData("timestamp('2024-12-31T23:30:00Z').getFullYear('+01:00') == 2025")]
    [InlineData("duration('1h30m') == duration('90m') && duration('-1.5s').getMilliseconds() == -500")]
    [InlineData("duration('1.0000000019s') == duration('1000000001ns') && duration('1m') > duration('59s')")]
    [InlineData("string(duration('-1.5s')) == '-1.5s' && string(timestamp(1)) == '1970-01-01T00:00:01Z'")]
    [InlineData("int(timestamp('1970-01-01T00:01:00Z')) == 60 && duration('2h').getMinutes() == 120")]
    [InlineData("'tacocat'.substring(2, 4) == 'co' && '🌧x'.charAt(1) == 'x' && 'abc'.charAt(3) == ''")]
    [InlineData("'a,b,c'.split(',', 2) == ['a', 'b,c'] && 'ab'.split('') == ['a', 'b'] && ''.split('') == []")]
    [InlineData("'abab'.replace('b', 'x', 1) == 'axab' && 'ab'.replace('', '-') == '-a-b-'")]
    [InlineData("'aXb'.lowerAscii() == 'axb' && 'ä'.upperAscii() == 'ä' && ' \\u00a0x '.trim() == 'x'")]
    [InlineData("['a', 'b'].join('-') == 'a-b' && '🌧x'.reverse() == 'x🌧' && strings.quote('\"\\n') == '\"\\\\\"\\\\n\"'")]
    [InlineData("'%s|%d|%.2f|%x|%o|%b|%e|%%'.format(['a', -7, 2.345, 255, 8, true, 12345.678]) == 'a|-7|2.35|ff|10|1|1.234568e+04|%'")]
    [InlineData("'%s'.format([[1, 'a', {'k': 1.5}]]) == '[1, a, {k: 1.5}]'")]
    [InlineData("math.greatest(1, 2.5, 2u) == 2.5 && math.least([3, 1, 2]) == 1 && math.greatest(7) == 7")]
    [InlineData("math.ceil(1.2) == 2.0 && math.floor(-1.2) == -2.0 && math.round(2.5) == 3.0 && math.trunc(-1.9) == -1.0")]
    [InlineData("math.abs(-3) == 3 && math.sign(-2.5) == -1.0 && math.sqrt(16) == 4.0 && math.isNaN(math.sqrt(-1.0))")]
    [InlineData("math.bitAnd(12, 10) == 8 && math.bitOr(12u, 3u) == 15u && math.bitXor(5, 1) == 4 && math.bitNot(0) == -1")]
    [InlineData("math.bitShiftRight(-1, 1) == 9223372036854775807 && math.bitShiftLeft(1, 64) == 0")]
    public void Holds(string condition) => Assert.Equal(CelValue.True, CelWorld.Run(condition));

    [Theory]
    [InlineData("[1][1] == 1", VerdictReason.OutOfRange)]
    [InlineData("[1][-1] == 1", VerdictReason.OutOfRange)]
    [InlineData("[1][dyn(0.5)] == 1", VerdictReason.OutOfRange)]
    [InlineData("[1][dyn('a')] == 1", VerdictReason.NoSuchOverload)]
    [InlineData("{'a': 1}['b'] == 1", VerdictReason.NoSuchKey)]
    [InlineData("{'a': 1}.b == 1", VerdictReason.NoSuchKey)]
    [InlineData("dyn('a').b == 1", VerdictReason.NoSuchField)]
    [InlineData("{dyn(1.5): 1} == {}", VerdictReason.NoSuchKey)]
    [InlineData("{1: 1, 1u: 2} == {}", VerdictReason.RepeatedKey)]
    [InlineData("dyn(1) + dyn('a') == 2", VerdictReason.NoSuchOverload)]
    [InlineData("dyn(1) < dyn('a')", VerdictReason.NoSuchOverload)]
    [InlineData("-dyn('a') == 1", VerdictReason.NoSuchOverload)]
    [InlineData("dyn(1) && true", VerdictReason.NoSuchOverload)]
    [InlineData("dyn(1) ? true : false", VerdictReason.NoSuchOverload)]
    [InlineData("dyn([]) < dyn([])", VerdictReason.NoSuchOverload)]
    [InlineData("math.abs(-9223372036854775808) > 0", VerdictReason.Overflow)]
    [InlineData("math.bitShiftLeft(1, -1) > 0", VerdictReason.OutOfRange)]
    [InlineData("math.least([]) > 0", VerdictReason.OutOfRange)]
    [InlineData("'abc'.substring(2, 1) == ''", VerdictReason.OutOfRange)]
    [InlineData("'abc'.charAt(4) == ''", VerdictReason.OutOfRange)]
    [InlineData("'abc'.indexOf('a', -1) == 0", VerdictReason.OutOfRange)]
    [InlineData("'%d'.format(['a']) == ''", VerdictReason.NoSuchOverload)]
    [InlineData("'%d'.format([]) == ''", VerdictReason.OutOfRange)]
    [InlineData("timestamp(253402300800) > timestamp(0)", VerdictReason.OutOfRange)]
    [InlineData("timestamp('9999-12-31T23:59:59Z') + duration('1s') > timestamp(0)", VerdictReason.OutOfRange)]
    [InlineData("timestamp('9999-12-31T23:59:59Z') - timestamp(0) > duration('1s')", VerdictReason.OutOfRange)]
    [InlineData("duration('200000h') + duration('2400000h') + duration('2000000h') > duration('0')", VerdictReason.OutOfRange)]
    public void Fails_WithAReason(string condition, VerdictReason reason) =>
        Assert.Equal(CelValue.Error(reason), CelWorld.Run(condition));

    [Theory]
    [InlineData("string(b'\\xff') == ''")]
    [InlineData("int('1.5') == 1")]
    [InlineData("int(' 1') == 1")]
    [InlineData("uint('-1') == 1u")]
    [InlineData("double('1,5') == 1.5")]
    [InlineData("double('') == 1.5")]
    [InlineData("bool('yes')")]
    [InlineData("timestamp('2024-02-30T00:00:00Z') > timestamp(0)")]
    [InlineData("timestamp('2024-02-20 00:00:00Z') > timestamp(0)")]
    [InlineData("timestamp('2024-02-20T00:00:00') > timestamp(0)")]
    [InlineData("timestamp('2024-02-20T00:00:00.Z') > timestamp(0)")]
    [InlineData("timestamp('2024-02-20T00:00:00+24:00') > timestamp(0)")]
    [InlineData("duration('') > duration('0')")]
    [InlineData("duration('5') > duration('0')")]
    [InlineData("duration('1h 5m') > duration('0')")]
    [InlineData("duration('.s') > duration('0')")]
    [InlineData("timestamp(0).getHours('Europe/Nowhere') == 0")]
    [InlineData("timestamp(0).getHours('+1:00') == 0")]
    [InlineData("'%.5d'.format([1]) == ''")]
    [InlineData("'%'.format([1]) == ''")]
    [InlineData("'%.101f'.format([1]) == ''")]
    public void Refuses_ConstantTextsThatCannotBeRead(string condition)
    {
        CelError[] errors = CelWorld.Mistakes(condition);
        bool isToldEarly = errors is [{ Problem: "a text that cannot be read" or "not a time zone" }];
        Assert.True(isToldEarly || CelWorld.Run(condition).Kind == CelKind.Error, condition);
    }
}
