using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using StreamEngine.Pipeline;

namespace StreamEngine.Host.Configuration;

/// <summary>The annotations of an option's property, in words that say what is allowed and what is there.</summary>
internal static class Limits
{
    public static IEnumerable<string> Violated(PropertyInfo property, object? value) =>
        property.GetCustomAttributes<ValidationAttribute>().Where(a => !IsKept(a, value)).Select(a => $"{Rule(a, property)}{Found(value)}");

    private static bool IsKept(ValidationAttribute attribute, object? value) => (attribute, value) switch
    {
        // The attribute itself would throw at what does not fit into 32 bits. The largest of them stands for no limit.
        (RangeAttribute { Minimum: int least, Maximum: int most }, long number) => number >= least && (number <= most || most == int.MaxValue),
        _ => attribute.IsValid(value),
    };

    private static string Rule(ValidationAttribute attribute, PropertyInfo property) => attribute switch
    {
        { ErrorMessage: { } own } => own,
        RequiredAttribute => "is missing",
        RangeAttribute range => $"must be {Range(range)}",
        RegularExpressionAttribute pattern => $"must match {pattern.Pattern}",
        StringLengthAttribute length => $"must be {length.MinimumLength}..{length.MaximumLength} characters",
        MinLengthAttribute length => $"must have at least {length.Length}",
        MaxLengthAttribute length => $"must have at most {length.Length}",
        _ => attribute.FormatErrorMessage(property.Name),
    };

    private static string Range(RangeAttribute range)
    {
        var (minimum, maximum) = (Bound(range, range.Minimum), Bound(range, range.Maximum));
        return maximum is double and >= long.MaxValue or int.MaxValue ? $"at least {ScalarParser.Format(minimum)}" : $"{ScalarParser.Format(minimum)}..{ScalarParser.Format(maximum)}";
    }

    private static object Bound(RangeAttribute range, object bound) =>
        range.OperandType == typeof(TimeSpan) && bound is string text ? TimeSpan.Parse(text, CultureInfo.InvariantCulture) : bound;

    private static string Found(object? value) => value switch
    {
        null or "" => "",
        ICollection collection => $", has {collection.Count}",
        Secret => "",
        _ => $", is {ScalarParser.Format(value)}",
    };
}
