using System.Collections.Concurrent;
using System.Reflection;
using StreamEngine.Events;

namespace StreamEngine.Host.Configuration;

/// <summary>What reflection knows of option records.</summary>
internal static class OptionTypes
{
    private static readonly ConcurrentDictionary<Type, IReadOnlyDictionary<string, PropertyInfo>> Known = new();

    /// <summary>The settable properties of a record by their key in configuration, in the order of the source.</summary>
    public static IReadOnlyDictionary<string, PropertyInfo> Properties(Type type) => Known.GetOrAdd(type, static t =>
        t.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.SetMethod is { IsPublic: true }).ToDictionary(Key));

    /// <summary>The key of a property's name.</summary>
    public static string KeyOf(Type type, string member) => type.GetProperty(member) is { } property ? Key(property) : member;

    public static Type? ElementOfDictionary(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>) && type.GenericTypeArguments[0] == typeof(string)
            ? type.GenericTypeArguments[1]
            : null;

    public static Type? ElementOfList(Type type) =>
        type.IsArray ? type.GetElementType() : type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? type.GenericTypeArguments[0] : null;

    public static bool AllowsNull(PropertyInfo property) => property.PropertyType.IsValueType
        ? Nullable.GetUnderlyingType(property.PropertyType) is not null
        : new NullabilityInfoContext().Create(property).WriteState == NullabilityState.Nullable;

    private static string Key(PropertyInfo property) => property.GetCustomAttribute<ConfigurationKeyNameAttribute>()?.Name ?? SnakeCase.Of(property.Name);
}
