# Whether it installs updates by itself: the policy of a domain, that of an MDM, and whether there is the service.
Answer 'automatic' {
    $domain = Get-ItemProperty 'HKLM:\SOFTWARE\Policies\Microsoft\Windows\WindowsUpdate\AU' `
        -ErrorAction SilentlyContinue
    $mdm = Get-ItemProperty 'HKLM:\SOFTWARE\Microsoft\PolicyManager\current\device\Update' `
        -ErrorAction SilentlyContinue
    [pscustomobject]@{
        Start = (Get-ItemProperty 'HKLM:\SYSTEM\CurrentControlSet\Services\wuauserv').Start
        NoAutoUpdate = $domain.NoAutoUpdate
        AUOptions = $domain.AUOptions
        AllowAutoUpdate = $mdm.AllowAutoUpdate
        Product = (Get-ItemProperty 'HKLM:\SYSTEM\CurrentControlSet\Control\ProductOptions').ProductType
    }
}
# What waits for a restart. Renamed files are no sign of one: every second installer leaves some.
Answer 'reboot' {
    if (Test-Path 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Component Based Servicing\RebootPending') { 'servicing' }
    if (Test-Path 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\WindowsUpdate\Auto Update\RebootRequired') { 'update' }
    $names = 'HKLM:\SYSTEM\CurrentControlSet\Control\ComputerName\'
    if ((Get-ItemProperty ($names + 'ActiveComputerName')).ComputerName -ne
        (Get-ItemProperty ($names + 'ComputerName')).ComputerName) { 'name' }
}
# When Windows itself last looked, in UTC.
Answer 'searched' {
    $last = (New-Object -ComObject Microsoft.Update.AutoUpdate).Results.LastSearchSuccessDate
    if ($last) { $last.ToString('yyyy-MM-ddTHH:mm:ssZ', $plain) }
}
# What it found then: nothing is asked of any server, and what is optional is not pending.
Answer 'updates' {
    $searcher = (New-Object -ComObject Microsoft.Update.Session).CreateUpdateSearcher()
    $searcher.Online = $false
    $found = $searcher.Search('IsInstalled=0 and Type=''Software'' and BrowseOnly=0')
    if ($found.ResultCode -ne 2) { throw ('the search ended with ' + $found.ResultCode) }
    foreach ($update in $found.Updates) {
        [pscustomobject]@{
            Title = [string]$update.Title
            Kb = @($update.KBArticleIDs | ForEach-Object { [string]$_ })
            Id = [string]$update.Identity.UpdateID
            Categories = @($update.Categories | ForEach-Object { [string]$_.CategoryID })
            Severity = [string]$update.MsrcSeverity
            Hidden = [bool]$update.IsHidden
            Published = $update.LastDeploymentChangeTime.ToString('yyyy-MM-ddTHH:mm:ssZ', $plain)
        }
    }
}
