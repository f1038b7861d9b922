using Edge.Rules;
using Edge.Rules.Cel;

namespace Edge.Tests.Rules.Cel;

public sealed class CelEvaluationTests
{
    [Theory]
    [InlineData("t == 20.0 && t == 20 && t == 20u")]
    [InlineData("air.temperature > 28")]
    [InlineData(".air.temperature < 29u")]
    [InlineData("air.temperature_max == 30")]
    [InlineData("1 == 1.0 && 1u == 1 && 1.0 == 1u")]
    [InlineData("1 < 1.5 && 2 > 1.5 && 1u < 1.5 && 2u > 1.5")]
    [InlineData("-1 < 0u && 0u > -1 && -1 != 18446744073709551615u")]
    [InlineData("9007199254740993 == 9007199254740992.0 && 9007199254740993 > 9007199254740992")]
    [InlineData("9223372036854775807 == 9223372036854775808.0 && 9223372036854775807 < 9223372036854777857.0")]
    [InlineData("-9223372036854775808 == -9223372036854775808.0")]
    [InlineData("-9223372036854775808 > -1e300 && 18446744073709551615u < 1e300")]
    [InlineData("18446744073709551615u == 18446744073709551616.0 && 0u > -0.5 && 1u < 1e30")]
    [InlineData("-0.0 == 0.0 && 0.0 == 0")]
    [InlineData("true != false && false < true && true == true")]
    [InlineData("0.0 / 0.0 != 0.0 / 0.0 && !(0.0 / 0.0 == 0.0 / 0.0)")]
    [InlineData("!(0.0 / 0.0 < 1) && !(0.0 / 0.0 >= 1) && 1 != 0.0 / 0.0 && 1u != 0.0 / 0.0")]
    [InlineData("1.0 / 0.0 > 1e308 && -1.0 / 0.0 < -1e308")]
    [InlineData("7 / 2 == 3 && -7 / 2 == -3 && 7 % -2 == 1 && -7 % 2 == -1")]
    [InlineData("7u / 2u == 3u && 7u % 2u == 1u && 3u * 5u == 15u && 5u - 3u == 2u && 5u + 3u == 8u")]
    [InlineData("2 + 3 * 4 - 6 / 2 == 11 && 2 - 3 - 4 == -5")]
    [InlineData("1.5 * 2.0 + 1.0 - 0.5 == 3.5")]
    [InlineData("-t == -20.0 && -(3) == -3 && --t == t")]
    [InlineData("int(2.9) == 2 && int(-2.9) == -2 && int(7u) == 7 && uint(2.9) == 2u && uint(7) == 7u")]
    [InlineData("double(7) == 7.0 && double(7u) == 7.0 && double(t) == t && int(5) == 5")]
    [InlineData("double(9223372036854775807) == 9223372036854775808.0")]
    [InlineData("t > 10.0 ? u == 1.0 : gone > 1.0")]
    [InlineData("t > 90.0 ? gone > 1.0 : true")]
    public void Holds(string condition) => Assert.Equal(CelValue.True, CelWorld.Run(condition));

    [Theory]
    [InlineData("9223372036854775807 + 1 > 0", VerdictReason.Overflow)]
    [InlineData("-9223372036854775808 - 1 > 0", VerdictReason.Overflow)]
    [InlineData("9223372036854775807 * 2 > 0", VerdictReason.Overflow)]
    [InlineData("-9223372036854775808 / -1 > 0", VerdictReason.Overflow)]
    [InlineData("-9223372036854775808 % -1 > 0", VerdictReason.Overflow)]
    [InlineData("-(-9223372036854775808) > 0", VerdictReason.Overflow)]
    [InlineData("18446744073709551615u + 1u > 0u", VerdictReason.Overflow)]
    [InlineData("1u - 2u > 0u", VerdictReason.Overflow)]
    [InlineData("18446744073709551615u * 2u > 0u", VerdictReason.Overflow)]
    [InlineData("1 / 0 > 0", VerdictReason.DivisionByZero)]
    [InlineData("1 % 0 > 0", VerdictReason.DivisionByZero)]
    [InlineData("1u / 0u > 0u", VerdictReason.DivisionByZero)]
    [InlineData("1u % 0u > 0u", VerdictReason.DivisionByZero)]
    [InlineData("int(9223372036854775808.0) > 0", VerdictReason.OutOfRange)]
    [InlineData("int(-9223372036854775808.0) > 0", VerdictReason.OutOfRange)]
    [InlineData("int(0.0 / 0.0) > 0", VerdictReason.OutOfRange)]
    [InlineData("int(9223372036854775808u) > 0", VerdictReason.OutOfRange)]
    [InlineData("uint(-1) > 0u", VerdictReason.OutOfRange)]
    [InlineData("uint(-0.5) > 0u", VerdictReason.OutOfRange)]
    [InlineData("uint(18446744073709551616.0) > 0u", VerdictReason.OutOfRange)]
    [InlineData("!(1 / 0 > 0)", VerdictReason.DivisionByZero)]
    [InlineData("1 / 0 + 9223372036854775807 * 2 > 0", VerdictReason.DivisionByZero)]
    public void Fails_WithAReason(string condition, VerdictReason reason) =>
        Assert.Equal(CelValue.Error(reason), CelWorld.Run(condition));

    [Theory]
    [InlineData("gone > 1.0", "gone")]
    [InlineData("old > 1.0", "old")]
    [InlineData("-gone > 1.0", "gone")]
    [InlineData("gone + t > old", "gone")]
    [InlineData("t + old > gone", "old")]
    [InlineData("int(gone) / 0 > 1", "gone")]
    [InlineData("1 / 0 > int(gone)", "gone")]
    [InlineData("gone > 1.0 ? true : true", "gone")]
    public void IsUnknown_WhereAChannelIsNotUsable(string condition, string channel) =>
        Assert.Equal(CelValue.Unknown(CelWorld.Channels[channel]), CelWorld.Run(condition));
}
