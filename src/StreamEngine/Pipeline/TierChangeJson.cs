using StreamEngine.Entities;
using StreamEngine.Scoring;

namespace StreamEngine.Pipeline;

/// <summary>The JSON form of a tier change, the same on the topic, in files and for live subscribers.</summary>
public static class TierChangeJson
{
    /// <summary>Writes one object.</summary>
    public static void Write(JsonText to, TierChange change)
    {
        to.Object()
            .Name("kind").Value(EntityKinds.Name(change.Kind))
            .Name("id").Value(change.Id)
            .Name("change_id").Value(change.ChangeId)
            .Name("epoch").Value(change.Epoch)
            .Name("tick").Value(change.Tick)
            .Name("from").Value(change.From)
            .Name("to").Value(change.To)
            .Name("score").Value(change.Score);
        if (change.PreviousScore is { } previous) to.Name("previous_score").Value(previous);
        to.Name("indicators").Array();
        foreach (var indicator in change.Indicators)
        {
            to.Object().Name("id").Value(indicator.Id);
            if (indicator.Before is { } before) to.Name("before").Value(before);
            to.Name("after").Value(indicator.After).EndObject();
        }
        to.EndArray().Name("reason").Value(change.Reason);
        if (change.Benefits is { } benefits) Write(to, benefits);
        to.EndObject();
    }

    private static void Write(JsonText to, Benefits benefits) =>
        to.Name("benefits").Object()
            .Name("granted").Value(benefits.Granted)
            .Name("traffic_multiplier").Value(benefits.TrafficMultiplier)
            .Name("tag").Value(benefits.Tag)
            .Name("subsidy").Value(benefits.Subsidy)
            .Name("priority_matching").Value(benefits.PriorityMatching)
            .EndObject();
}
