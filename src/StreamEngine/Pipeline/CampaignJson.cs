using System.Text;
using StreamEngine.Commerce;
using StreamEngine.Commerce.Campaigns;
using StreamEngine.Entities;

namespace StreamEngine.Pipeline;

/// <summary>What campaigns announce, as it is on its topic, in files and in the live stream.</summary>
internal static class CampaignJson
{
    /// <summary>A milestone that was reached: its id is <c>campaign:kind:id</c>, since it is announced once.</summary>
    public static Announcement Announce(in NewMilestone reached)
    {
        var (campaign, milestone) = (reached.Campaign.Id, reached.Milestone);
        var key = $"{EntityKinds.Name(milestone.Kind)}:{milestone.Id}";
        var id = $"{campaign}:{key}";
        var json = new JsonText().Object()
            .Name("campaign").Value(campaign)
            .Name("kind").Value(EntityKinds.Name(milestone.Kind))
            .Name("id").Value(milestone.Id)
            .Name("milestone_id").Value(id)
            .Name("tick").Value(milestone.Tick)
            .Name("figure").Value(CampaignFigures.Names[(int)milestone.Figure])
            .Name("threshold").Value(milestone.Threshold)
            .Name("reached").Value(milestone.Reached)
            .EndObject();
        return new Announcement(AnnouncementTopic.Milestones, Encoding.UTF8.GetBytes(key), id, json.Written.ToArray());
    }

    /// <summary>A product that entered or left a subsidy pool: its id is <c>campaign:product:id:epoch:tick</c>.</summary>
    public static Announcement Announce(in SubsidyChange change, int epoch, long tick)
    {
        var key = $"{EntityKinds.Name(EntityKind.Product)}:{change.Id}";
        var id = $"{change.Campaign.Id}:{key}:{epoch}:{tick}";
        var json = new JsonText().Object()
            .Name("campaign").Value(change.Campaign.Id)
            .Name("kind").Value(EntityKinds.Name(EntityKind.Product))
            .Name("id").Value(change.Id)
            .Name("change_id").Value(id)
            .Name("epoch").Value(epoch)
            .Name("tick").Value(tick)
            .Name("entered").Value(change.Entered)
            .Name("rank").Value(change.Rank)
            .Name("score").Value(change.Score)
            .EndObject();
        return new Announcement(AnnouncementTopic.SubsidyChanges, Encoding.UTF8.GetBytes(key), id, json.Written.ToArray());
    }
}
